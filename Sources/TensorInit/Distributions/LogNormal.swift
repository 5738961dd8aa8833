/// The law of e^y with y normal.
///
/// ```
/// x = e^(mean + std z),   z standard normal
/// ```
/// Values are positive; those beyond the dtype's largest finite one, or below its smallest positive
/// one, are that one.
struct LogNormal: Distribution {
  var mean = 1.0
  var std = 2.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkParameters(for: dtype)
    return .drawn(
      try .locationScale(
        .logNormal, location: mean, scale: std, bounds: dtype.positiveRange, dtype: dtype))
  }

  func checkParameters(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("mean", mean, isHeldBy: dtype)
    try require("std", std, isHeldBy: dtype)
    try require(std >= 0, "std", std, "a number of 0 or more")
  }

  static let signature = Signature(
    "log_normal", LogNormal(), .number("mean", \.mean), .number("std", \.std))
  var signature: Signature<Self> { Self.signature }
}
