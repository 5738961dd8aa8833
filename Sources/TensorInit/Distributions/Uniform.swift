/// The uniform law on [low, high).
///
/// ```
/// x = low + (high - low) u,   u = (k + 1/2) / 2^32, k = 0, ..., 2^32 - 1
/// ```
/// The largest value is the dtype's largest below `high`, the smallest at least `low`, whatever the
/// rounding. Where the interval holds 0, values near 0 have the dtype's full relative precision.
/// `low == high` gives that value.
struct Uniform: Distribution {
  var low = 0.0
  var high = 1.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkBounds(for: dtype)
    if low == high { return .repeated(RepeatedValue(high, of: dtype)) }
    let width = high - low
    let lowest = dtype.smallest(atLeast: low)
    let highest = dtype.largest(below: high)
    try require(
      lowest <= highest, "low", low, "an interval [low, high) that holds a value of \(dtype)")
    let anchor = (-low / width * 0x1p32).rounded()
    let atAnchor: Double =
      anchor <= 0 ? low : anchor >= 0x1p32 ? high : low.addingProduct(anchor * 0x1p-32, width)
    return .drawn(
      try .uniform(
        atAnchor: atAnchor, width: width, anchor: UInt64(min(max(anchor, 0), 0x1p32)),
        in64Bits: !Self.widthsOf32Bits.contains(width), bounds: lowest...highest, dtype: dtype))
  }

  /// Of others, 32-bit arithmetic would have a draw's share as a subnormal number, or the whole as infinity.
  private static let widthsOf32Bits = 0x1p-94...0x1p127

  /// Checks what every generator needs of the bounds.
  func checkBounds(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("low", low, isHeldBy: dtype)
    try require("high", high, isHeldBy: dtype)
    try require(low <= high, "low", low, "at most high, \(high)")
    try require((high - low).isFinite, "high - low", high - low, "a finite number")
  }

  static let signature = Signature(
    "uniform", Uniform(), .number("low", \.low), .number("high", \.high))
  var signature: Signature<Self> { Self.signature }
}

extension Uniform {
  /// On -bound ..< bound, of a bound that follows from something else.
  ///
  /// - Throws: `invalidArgument` where the dtype doesn't hold it.
  init(bound: Double, for dtype: DType) throws(TensorInitError) {
    self.init(low: -bound, high: bound)
    try require(
      !dtype.isFloatingPoint || bound <= dtype.largestFinite, "the bound", bound,
      "a number within \(dtype)'s range, up to \(dtype.largestFinite)")
  }
}
