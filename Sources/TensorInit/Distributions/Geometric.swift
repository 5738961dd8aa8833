/// The number of trials, each a success with probability p, up to the first success: 1, 2, ...
///
/// ```
/// P(x = k) = (1 - p)^(k-1) p,   x = 1 + floor(log(u) / log(1 - p))
/// ```
/// Values beyond the dtype's largest are that one; a floating-point dtype must hold the mean, 1 / p. Beyond the integers that a floating-point dtype
/// holds exactly, they are rounded.
struct Geometric: Distribution {
  var p: Double

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try require(p > 0 && p <= 1, "p", p, "a probability in 0 < p <= 1")
    try require(
      !dtype.isFloatingPoint || 1 / p <= dtype.largestFinite, "p", p,
      "a number whose inverse, the mean, \(dtype) holds")
    return .drawn(
      try .geometric(
        scale: p == 1 ? 0 : -1 / PortableMath.log1p(-p),
        // The largest Double that an Int64 holds is 2^63 - 1024.
        bounds: 1...min(dtype.largestFinite, dtype == .int64 ? 0x1p63.nextDown : .infinity),
        dtype: dtype))
  }

  static let signature = Signature(
    "geometric", Geometric(p: 1), .number("p", \.p, isRequired: true))
  var signature: Signature<Self> { Self.signature }
}
