extension Fill {
  /// How many elements are made before they are put in their places; they fit the cache.
  private static let elementsAtOnce = 1 << 13

  /// Writes the given elements of the whole tensor where a layout has them.
  func scatter(
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
