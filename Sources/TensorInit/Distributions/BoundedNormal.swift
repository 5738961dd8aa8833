/// The normal law restricted to low...high, by its inverse transform.
///
/// ```
/// x = mean + std Phi^-1(Phi(a) + u (Phi(b) - Phi(a))),   a = (low - mean) / std, b = (high - mean) / std
/// ```
/// The bounds are absolute and each may be infinite; they hold after the rounding to the dtype. The law
/// is exact however far out the interval lies. `std == 0` gives the value of low...high nearest the mean.
struct BoundedNormal: ArgumentChecking {
  let mean: Double
  let std: Double
  let low: Double
  let high: Double

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkParameters(for: dtype)
    if low == high {
      try require("low", low, isHeldBy: dtype)
      return .repeated(RepeatedValue(low, of: dtype))
    }
    let lowest = dtype.smallest(atLeast: low)
    let highest = dtype.largest(atMost: high)
    try require(
      lowest <= highest && lowest.isFinite && highest.isFinite, "low", low,
      "an interval low...high that holds a value of \(dtype)")
    return try fill(for: dtype, within: lowest...highest)
  }

  private func fill(for dtype: DType, within bounds: Bounds) throws(TensorInitError) -> AnyFill {
    if std == 0 { return nearest(in: bounds, dtype) }
    let start = deviations(from: mean, to: low, of: std)
    let end = deviations(from: mean, to: high, of: std)
    if start > Self.farthest || end < -Self.farthest {
      let edge = start > 0 ? low : high
      let step = stepFromFarthest(to: edge)
      guard dtype == .float64, edge + Self.farthestExcess * step != edge else {
        return nearest(in: bounds, dtype)
      }
      return try tail(from: Self.farthest, step: step, within: bounds, dtype: dtype)
    }
    if start >= Self.tailStarts {
      return try tail(from: start, step: std, within: bounds, dtype: dtype)
    }
    if end <= -Self.tailStarts {
      return try tail(from: -end, step: -std, within: bounds, dtype: dtype)
    }
    let width = deviations(from: low, to: high, of: std)
    if width * max(1, min(start.magnitude, end.magnitude)) < Self.uniformWidth {
      return try flat(within: bounds, dtype)
    }
    return .drawn(try kernel(from: start, to: end, within: bounds, dtype: dtype))
  }

  private func nearest(in bounds: Bounds, _ dtype: DType) -> AnyFill {
    .repeated(RepeatedValue(min(max(mean, bounds.lowerBound), bounds.upperBound), of: dtype))
  }

  /// The law of an interval over which the density hardly changes.
  private func flat(within bounds: Bounds, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    if bounds.lowerBound == bounds.upperBound { return nearest(in: bounds, dtype) }
    let largest = dtype.largestFinite
    return try Uniform(low: max(low, -largest), high: min(high, largest)).fill(for: dtype)
  }

  /// (end - start) / std; where the difference of finite numbers overflows, the quotients still may not.
  private func deviations(from start: Double, to end: Double, of std: Double) -> Double {
    let difference = end - start
    return difference.isFinite || end.isInfinite || start.isInfinite
      ? difference / std : end / std - start / std
  }

  /// The deviation, negative below the mean, of which an edge is `farthest` away, so that the excess over the edge has
  /// the law that it has `std` / |edge - mean| further out: there it is exponential, of the mean std^2 / |edge - mean|.
  private func stepFromFarthest(to edge: Double) -> Double {
    std * (std / 2 / (edge / 2 - mean / 2) * Self.farthest)
  }

  /// The law beyond an edge, `start` deviations of the magnitude of `step` away from the mean, in the direction of its
  /// sign.
  private func tail(
    from start: Double, step: Double, within bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> AnyFill {
    let width = deviations(from: low, to: high, of: step.magnitude)
    if width * start < Self.uniformWidth { return try flat(within: bounds, dtype) }
    return .drawn(
      try .truncatedNormalTail(
        edge: step > 0 ? low : high, step: step, start: start,
        beyond: StandardNormal.remaining(after: width, from: start), bounds: bounds,
        dtype: dtype))
  }

  private func kernel(
    from start: Double, to end: Double, within bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let atStart = StandardNormal.halves(at: start.magnitude)
    let atEnd = end == -start ? atStart : StandardNormal.halves(at: end.magnitude)
    let fromHalfToStart = start < 0 ? -atStart.fromHalf : atStart.fromHalf
    let fromHalfToEnd = end < 0 ? -atEnd.fromHalf : atEnd.fromHalf
    let below = start < 0 ? atStart.upperTail : 0.5 + fromHalfToStart
    let above = end > 0 ? atEnd.upperTail : 0.5 - fromHalfToEnd
    // The smaller numbers' difference keeps the digits that the larger ones' loses: far out that of the tails.
    let nearest = start > 0 ? atStart.fromHalf : end < 0 ? atEnd.fromHalf : 0
    let between =
      nearest > 0.25
      ? (atStart.upperTail - atEnd.upperTail).magnitude : fromHalfToEnd - fromHalfToStart
    let middle = (-fromHalfToStart / between * 0x1p32).rounded()
    let atMiddle: Double =
      middle <= 0
      ? fromHalfToStart
      : middle >= 0x1p32
        ? fromHalfToEnd : fromHalfToStart.addingProduct(middle * 0x1p-32, between)
    return try .truncatedNormal(
      mean: mean, std: std, below: below, above: above, between: between,
      middle: UInt64(min(max(middle, 0), 0x1p32)), atMiddle: atMiddle,
      isNarrow: end - start < Self.narrowWidth || std < ElementKernel.leastScaleOf32Bits,
      bounds: bounds, dtype: dtype)
  }

  /// Checks what every generator needs of the parameters.
  func checkParameters(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require("mean", mean, isHeldBy: dtype)
    try require("std", std, isHeldBy: dtype)
    try require(std >= 0, "std", std, "a number of 0 or more")
    try require(!low.isNaN && low < .infinity, "low", low, "a number or -inf")
    try require(!high.isNaN && high > -.infinity, "high", high, "a number or inf")
    try require(low <= high, "low", low, "at most high, \(high)")
  }

  /// From here on the excess over the start is computed, not the distance from the mean.
  private static let tailStarts = 5.0
  /// Intervals of fewer standard deviations need 64-bit arithmetic.
  private static let narrowWidth = 0x1p-6
  /// The density changes by less than this fraction over so narrow an interval.
  private static let uniformWidth = 0x1p-26
  /// Beyond so many standard deviations only float64 resolves the excess over a bound, and that near 0 alone.
  private static let farthest = 1e100
  /// No excess over a bound that is `farthest` away is larger: 40 times the mean.
  private static let farthestExcess = 4e-99
}
