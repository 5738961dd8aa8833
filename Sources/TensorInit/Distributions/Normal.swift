/// The normal law, by Box and Muller's transform (1958).
///
/// ```
/// x = mean + std z,   z standard normal, |z| <= 6.8 (8.6 in float64)
/// ```
/// `std == 0` gives the mean. Values beyond the dtype's largest finite one are that one.
struct Normal: Distribution {
  var mean = 0.0
  var std = 1.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkParameters(for: dtype)
    if std == 0 { return .repeated(RepeatedValue(mean, of: dtype)) }
    return .drawn(
      try .locationScale(
        .normal, location: mean, scale: std, bounds: dtype.finiteRange, dtype: dtype))
  }

  func checkParameters(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("mean", mean, isHeldBy: dtype)
    try require("std", std, isHeldBy: dtype)
    try require(std >= 0, "std", std, "a number of 0 or more")
  }

  static let signature = Signature(
    "normal", Normal(), .number("mean", \.mean), .number("std", \.std))
  var signature: Signature<Self> { Self.signature }
}
