/// The logarithm of a uniform number on [low, high).
///
/// ```
/// x = log(low + (high - low) u),   u = (k + 1/2) / 2^32, k = 0, ..., 2^32 - 1
/// ```
/// The smallest value is at least log(low), the largest below log(high), whatever the rounding. `low` may be 0: u never is,
/// and values are finite. `low == high` gives the logarithm of that.
struct LogOfUniform: Distribution {
  var low: Double
  var high: Double

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    try require(low >= 0 && low.isFinite, "low", low, "a finite number of 0 or more")
    try require(high > 0 && high.isFinite, "high", high, "a finite number above 0")
    try require(low <= high, "low", low, "at most high, \(high)")
    let end = PortableMath.log(high)
    if low == high { return .repeated(RepeatedValue(end, of: dtype)) }
    let lowest = low == 0 ? -dtype.largestFinite : dtype.smallest(atLeast: PortableMath.log(low))
    let highest = dtype.largest(below: end)
    try require(
      lowest <= highest, "low", low,
      "an interval [low, high) of which \(dtype) holds a number's logarithm")
    return .drawn(
      try .logOfUniform(low: low, high: high, bounds: lowest...highest, dtype: dtype))
  }

  static let signature = Signature(
    "log_of_uniform", LogOfUniform(low: 1, high: 1), .number("low", \.low, isRequired: true),
    .number("high", \.high, isRequired: true))
  var signature: Signature<Self> { Self.signature }
}
