/// What was decided for one tensor: everything is checked, nothing is written yet.
protocol Fill: Sendable {
  var traits: FillTraits { get }

  /// What it draws from streams of names of its own, instead of the tensor's, where its traits say so.
  var ownStreams: [(count: Int, name: String)] { get }

  /// The same fill with the draws of those streams.
  func drawing(_ draws: [Draws]) -> AnyFill

  /// The same fill after the work that its parts have in common, so that it is divisible; `nil` where
  /// there is no such work.
  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill?

  /// Writes elements of the whole tensor that follow one another to `destination`.
  ///
  /// It splits them over threads itself: most fills are one small run, to which a plan of parts would cost more than
  /// their elements do.
  ///
  /// - Parameter draws: Those of the whole tensor, from its element 0 on.
  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError)

  /// Writes all of a region's elements one after the other to `destination`, of a fill that is not divisible.
  ///
  /// - Parameters:
  ///   - count: How many elements the whole tensor has.
  ///   - draws: Those of the whole tensor, from its element 0 on.
  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError)

  /// Writes some of a region's elements one after the other to `destination`, by one thread.
  ///
  /// - Parameter draws: Those of the whole tensor, from its element 0 on.
  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError)
}

extension Fill {
  var ownStreams: [(count: Int, name: String)] { [] }

  func drawing(_ draws: [Draws]) -> AnyFill { .other(self) }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? { nil }

  /// By way of the whole tensor.
  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let size = dtype.byteCount
    let whole = try Storage(byteCount: count * size)
    try write(0..<count, to: whole.base, dtype: dtype, draws: draws, threads: threads)
    region.forEach(of: 0..<region.count) { run, done in
      (destination + done * size).copyMemory(
        from: whole.base + run.lowerBound * size, byteCount: run.count * size)
    }
    withExtendedLifetime(whole) {}
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    try region.forEach(of: part) { run, done throws(TensorInitError) in
      try write(
        run, to: destination + done * dtype.byteCount, dtype: dtype, draws: draws, threads: 1)
    }
  }
}

extension Fill {
  /// Writes all of a region's elements one after the other, whatever kind of fill it is.
  ///
  /// - Parameters:
  ///   - count: How many elements the whole tensor has.
  ///   - draws: Those of the whole tensor, from its element 0 on.
  func make(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    if let run = region.only {
      return try write(run, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    guard traits.isDivisible else {
      guard let prepared = try prepared(draws: draws, threads: threads) else {
        return try write(
          region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws,
          threads: threads)
      }
      return try prepared.make(
        region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    try makeInParts(region, to: destination, dtype: dtype, draws: draws, threads: threads)
  }

  /// The same of a fill that is divisible.
  func makeInParts(
    _ region: RegionRuns, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    let length = Threads.smallestPart
    let parts = (region.count + length - 1) / length
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let destination = destination
    nonisolated(unsafe) let draws = draws
    try Threads.takeTurns(parts, over: threads, with: { _ in }) { part, _ throws(TensorInitError) in
      let elements = part * length..<min((part + 1) * length, region.count)
      try write(
        elements, of: region, to: destination + elements.lowerBound * dtype.byteCount,
        dtype: dtype, draws: draws)
    }
  }

  /// Writes elements that follow one another as those of any region, of a fill that has no shorter way for them.
  func writeAsRegion(
    _ elements: Range<Int>, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let region = RegionRuns(elements)
    guard traits.isDivisible else {
      return try write(
        region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    try makeInParts(region, to: destination, dtype: dtype, draws: draws, threads: threads)
  }
}

/// What those need to know of a fill who distribute its work.
struct FillTraits: Sendable {
  /// Whether writing takes random numbers from the generator.
  var isRandom: Bool
  /// Whether any elements can be written without the others, at no more than their share of the work.
  var isDivisible: Bool
  /// Whether all elements have one value, so that it doesn't matter which of them are written where.
  var isConstant = false
  /// Whether it draws from ``Fill/ownStreams``.
  var hasOwnStreams = false
  /// About how much work an element is, compared with one that is drawn by itself.
  var workPerElement = 1
}

/// A fill of any kind; the common ones take no memory.
enum AnyFill: Fill {
  case repeated(RepeatedValue)
  case drawn(ElementKernel)
  indirect case other(any Fill)

  var traits: FillTraits {
    switch self {
    case .repeated(let value): value.traits
    case .drawn(let kernel): kernel.traits
    case .other(let fill): fill.traits
    }
  }

  var ownStreams: [(count: Int, name: String)] {
    if case .other(let fill) = self { fill.ownStreams } else { [] }
  }

  func drawing(_ draws: [Draws]) -> AnyFill {
    if case .other(let fill) = self { fill.drawing(draws) } else { self }
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    guard case .other(let fill) = self else { return nil }
    return try fill.prepared(draws: draws, threads: threads)
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    switch self {
    case .repeated(let value):
      value.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    case .drawn(let kernel):
      kernel.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    case .other(let fill):
      try fill.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
  }

  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    switch self {
    case .repeated(let value):
      try value.write(
        region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    case .drawn(let kernel):
      try kernel.write(
        region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    case .other(let fill):
      try fill.write(
        region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    switch self {
    case .repeated(let value):
      value.write(part, of: region, to: destination, dtype: dtype, draws: draws)
    case .drawn(let kernel):
      kernel.write(part, of: region, to: destination, dtype: dtype, draws: draws)
    case .other(let fill):
      try fill.write(part, of: region, to: destination, dtype: dtype, draws: draws)
    }
  }
}

extension ElementKernel: Fill {
  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) {
    write(part, of: region, to: destination, dtype: dtype, draws: draws.counted)
  }

  var traits: FillTraits { FillTraits(isRandom: true, isDivisible: true) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    let draws = draws.counted
    Threads.split(elements, of: dtype.byteCount, to: destination, over: threads) { part, place in
      write(part, to: place, draws: draws)
    }
  }
}
