/// The Cauchy (Lorentz) law, with `sigma` its half-width at half-maximum.
///
/// ```
/// x = median + sigma tan(pi (u - 1/2))
/// ```
/// Values are finite; those beyond the dtype's largest finite one are that one.
struct Cauchy: Distribution {
  var median = 0.0
  var sigma = 1.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkParameters(for: dtype)
    return .drawn(
      try .locationScale(
        .cauchy, location: median, scale: sigma, bounds: dtype.finiteRange, dtype: dtype))
  }

  func checkParameters(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("median", median, isHeldBy: dtype)
    try require("sigma", sigma, isHeldBy: dtype)
    try require(sigma > 0, "sigma", sigma, "a number above 0")
  }

  static let signature = Signature(
    "cauchy", Cauchy(), .number("median", \.median), .number("sigma", \.sigma))
  var signature: Signature<Self> { Self.signature }
}
