extension StridedTensor {
  /// Gives the elements the values that those of a ``Tensor`` of this shape get.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads this tensor's shape and dtype.
  ///   - generator: Where random numbers come from; values are the same with any number of threads.
  ///   - threads: The most threads to use, 1 or more; `nil` for the standard number.
  /// - Throws: What is wrong with the arguments, the shape, the dtype or the strides, of which one that is 0
  ///   allows only elements of one value; then nothing was written.
  public func initialize(
    _ initializer: Initializer, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try initialize(
      initializer, asElements: 0..<count, of: shape, count: count, using: generator,
      threads: threads)
  }

  /// Gives the elements the values that they would have as part of a larger tensor, as
  /// ``Tensor/initialize(_:asElements:of:using:threads:)`` does.
  public func initialize(
    _ initializer: Initializer, asElements elements: Range<Int>, of wholeShape: Shape,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    let wholeCount = try wholeShape.count(of: dtype, withPart: elements, ofCount: count)
    try initialize(
      initializer, asElements: elements, of: wholeShape, count: wholeCount, using: generator,
      threads: threads)
  }

  private func initialize(
    _ initializer: Initializer, asElements elements: Range<Int>, of wholeShape: Shape,
    count wholeCount: Int, using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let fill = try initializer.fill(for: wholeShape, dtype, from: generator.algorithm)
    guard wholeCount > 0 else { return }
    if let layout, layout.isOverlapping {
      switch fill {
      case .constant, .integer: break
      case .drawn, .sequential, .structured:
        throw .invalidArgument(
          function: initializer.name, argument: "a stride", given: "0",
          expected: "each element at a place of its own")
      }
    }
    try generator.withDraws(
      count: fill.isRandom ? wholeCount : 0
    ) { draws throws(TensorInitError) in
      guard !elements.isEmpty || draws.isSequence else { return }
      guard let layout else {
        HugePages.advise(baseAddress, byteCount: elements.count * dtype.byteCount)
        return try fill.write(
          elements, to: baseAddress, dtype: dtype, draws: draws, threads: threads)
      }
      try fill.scatter(
        elements, to: baseAddress, layout: layout, dtype: dtype, draws: draws, threads: threads)
    }
  }
}

extension Fill {
  /// How many elements are made before they are put in their places; they fit the cache.
  private static let elementsAtOnce = 1 << 13

  /// Writes the given elements of the whole tensor where a layout has them.
  fileprivate func scatter(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, layout: StridedLayout,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    switch self {
    case .constant(let value):
      Self.scatter(to: destination, all: layout, dtype: dtype, threads: threads) { part, buffer in
        repeated(value, of: dtype, count: part.count, to: buffer, threads: 1)
      }
    case .integer(let value):
      let pattern = UInt64(bitPattern: value)
      Self.scatter(to: destination, all: layout, dtype: dtype, threads: threads) { part, buffer in
        repeated(pattern: pattern, of: dtype, count: part.count, to: buffer, threads: 1)
      }
    case .drawn(let kernel):
      let counted = draws.counted
      Self.scatter(
        elements, to: destination, layout: layout, dtype: dtype, threads: threads
      ) { part, buffer in
        kernel.write(part.count, to: buffer, draws: counted.dropping(part.lowerBound))
      }
    case .sequential, .structured:
      // To make these part by part would be to make all of them for every part.
      let contiguous = try Tensor(uninitialized: [elements.count], dtype: dtype)
      try write(
        elements, to: contiguous.baseAddress, dtype: dtype, draws: draws, threads: threads)
      withExtendedLifetime(contiguous) {
        layout.scatter(
          contiguous.baseAddress, first: 0, count: elements.count, elementSize: dtype.byteCount,
          to: destination)
      }
    }
  }

  /// Makes an equal element for each place of a layout.
  private static func scatter(
    to destination: UnsafeMutableRawPointer, all layout: StridedLayout, dtype: DType,
    threads: Int, _ write: @Sendable (Range<Int>, UnsafeMutableRawPointer) -> Void
  ) {
    let places = layout.places
    scatter(
      0..<places.count, to: destination, layout: places, dtype: dtype, threads: threads, write)
  }

  /// Makes elements part by part with `write`, and puts each part in its places.
  private static func scatter(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, layout: StridedLayout,
    dtype: DType, threads: Int,
    _ write: @Sendable (Range<Int>, UnsafeMutableRawPointer) -> Void
  ) {
    let size = dtype.byteCount
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let destination = destination
    Threads.split(elements, over: threads) { part in
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: min(part.count, elementsAtOnce) * size, alignment: Storage.alignment)
      defer { buffer.deallocate() }
      guard let base = buffer.baseAddress else { return }
      for first in stride(from: part.lowerBound, to: part.upperBound, by: elementsAtOnce) {
        let made = first..<min(first + elementsAtOnce, part.upperBound)
        write(made, base)
        layout.scatter(
          base, first: first - elements.lowerBound, count: made.count, elementSize: size,
          to: destination)
      }
    }
  }
}
