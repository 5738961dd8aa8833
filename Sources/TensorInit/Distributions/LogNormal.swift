/// The law of e^y with y normal.
///
/// ```
/// x = e^(mean + std z),   z standard normal
/// ```
/// Values are positive; those beyond the dtype's largest finite one, or below its smallest positive
/// one, are that one.
struct LogNormal: Distribution {
  var mean: Double
  var std: Double

  func fill(for dtype: DType) throws(TensorInitError) -> Fill {
    try checkParameters(for: dtype)
    return .drawn(
      try .locationScale(
        .logNormal, location: mean, scale: std, bounds: dtype.positiveRange, dtype: dtype,
        function: name))
  }

  func checkParameters(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("mean", mean, isHeldBy: dtype)
    try require("std", std, isHeldBy: dtype)
    try require(std >= 0, "std", std, "a number of 0 or more")
  }

  static let signature = Signature("log_normal", parameters: ["mean", "std"])

  init(mean: Double = 1, std: Double = 2) {
    self.mean = mean
    self.std = std
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    mean = try arguments.number("mean", default: 1)
    std = try arguments.number("std", default: 2)
  }

  var argumentTexts: [(name: String, value: String)] { [("mean", "\(mean)"), ("std", "\(std)")] }
}
