/// Equally likely integers from `low` to below `high`.
///
/// Without `high` the largest is the dtype's maximum, or the largest integer up to which a
/// floating-point dtype holds all: 2^24 in float32, 2^53 in float64, 2^11 in float16, 2^8 in bfloat16.
/// Without `low` the smallest is 0. Each integer's probability is right to within 2^-32 of itself.
struct RandomIntegers: Distribution {
  var low: Int64?
  var high: Int64?

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    let low = low ?? 0
    let largest = dtype.exactIntegers.upperBound
    if let high, low >= high {
      throw .invalidArgument(
        argument: "low", given: "\(low)", expected: "less than high, \(high)")
    }
    let last = high.map { $0 - 1 } ?? largest
    for (argument, value) in [("low", low), ("high - 1", last)]
    where !dtype.exactIntegers.contains(value) {
      throw .invalidArgument(
        argument: argument, given: "\(value)",
        expected: "an integer in \(dtype.exactIntegers), which \(dtype) holds exactly")
    }
    let span = UInt64(bitPattern: last) &- UInt64(bitPattern: low)
    return .drawn(try .random(low: low, span: span, dtype: dtype))
  }

  static let signature = Signature(
    "random", RandomIntegers(), .integer("low", \.low), .integer("high", \.high),
    onlyParameter: "high")
  var signature: Signature<Self> { Self.signature }
}
