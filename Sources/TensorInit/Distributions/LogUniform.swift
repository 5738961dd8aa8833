/// The log-uniform (reciprocal) law on [low, high): the logarithm is uniform.
///
/// ```
/// x = low (high / low)^u,   u = (k + 1/2) / 2^32, k = 0, ..., 2^32 - 1
/// ```
/// The smallest value is at least `low`, the largest below `high`, whatever the rounding, and none is 0.
/// `low == high` gives that value.
struct LogUniform: Distribution {
  var low: Double
  var high: Double

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkBounds(for: dtype)
    if low == high {
      try require(
        low >= dtype.positiveRange.lowerBound, "low", low, "a number that \(dtype) holds above 0")
      return .repeated(RepeatedValue(high, of: dtype))
    }
    let lowest = dtype.smallest(atLeast: low)
    let highest = dtype.largest(below: high)
    try require(
      lowest <= highest, "low", low, "an interval [low, high) that holds a value of \(dtype)")
    return .drawn(
      try .logUniform(interval, .logUniform, floor: 0, bounds: lowest...highest, dtype: dtype))
  }

  /// Checks what every law of such a number needs of the bounds.
  func checkBounds(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("low", low, isHeldBy: dtype)
    try require("high", high, isHeldBy: dtype)
    try require(low > 0, "low", low, "a number above 0")
    try require(low <= high, "low", low, "at most high, \(high)")
  }

  var interval: LogarithmicInterval { LogarithmicInterval(from: low, to: high) }

  static let signature = Signature(
    "log_uniform", LogUniform(low: 1, high: 1), .number("low", \.low, isRequired: true),
    .number("high", \.high, isRequired: true))
  var signature: Signature<Self> { Self.signature }
}
