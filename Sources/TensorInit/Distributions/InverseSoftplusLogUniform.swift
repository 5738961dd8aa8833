/// The inverse softplus of a log-uniform number that is at least `floor`: softplus of it is that number.
///
/// ```
/// x = t + log(1 - e^-t),   t = max(floor, low (high / low)^u)
/// ```
/// The smallest value is at least that of max(low, floor), the largest below that of `high`, whatever the rounding. Where
/// `low == high` or `floor >= high`, every value is that of max(low, floor).
struct InverseSoftplusLogUniform: Distribution {
  var low = 0.001
  var high = 0.1
  var floor = 0.0001

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    let times = LogUniform(low: low, high: high)
    try times.checkBounds(for: dtype)
    try require("floor", floor, isHeldBy: dtype)
    try require(floor >= 0, "floor", floor, "a number of 0 or more")
    let smallest = PortableMath.inverseSoftplus(max(low, floor))
    if low == high || floor >= high { return .repeated(RepeatedValue(smallest, of: dtype)) }
    let lowest = dtype.smallest(atLeast: smallest)
    let highest = dtype.largest(below: PortableMath.inverseSoftplus(high))
    let (name, start) = floor > low ? ("floor", floor) : ("low", low)
    try require(
      lowest <= highest, name, start,
      "an interval [\(name), high) whose inverse softplus holds a value of \(dtype)")
    return .drawn(
      try .logUniform(
        times.interval, .inverseSoftplus, floor: floor, bounds: lowest...highest, dtype: dtype))
  }

  static let signature = Signature(
    "inverse_softplus_log_uniform", InverseSoftplusLogUniform(), .number("low", \.low),
    .number("high", \.high), .number("floor", \.floor))
  var signature: Signature<Self> { Self.signature }
}
