/// The same bits in every element.
struct RepeatedValue: Fill {
  /// An element's bits, in the lowest ones.
  let pattern: UInt64

  /// - Parameter value: A value that the dtype holds.
  init(_ value: Double, of dtype: DType) { pattern = dtype.elementType.bits(nearest: value) }

  /// - Parameter integer: An integer that the integer dtype holds, though a `Double` may not.
  init(_ integer: Int64) {
    // The low bytes of two's complement are the number in fewer bits.
    pattern = UInt64(bitPattern: integer)
  }

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true, isConstant: true) }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) {
    write(elements.count, of: dtype, to: destination, threads: threads)
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) {
    write(part.count, of: dtype, to: destination, threads: 1)
  }

  func write(
    _ count: Int, of dtype: DType, to destination: UnsafeMutableRawPointer, threads: Int
  ) {
    let size = dtype.byteCount
    // The C library fills with zero bytes at twice the speed of any other value.
    guard pattern != 0 else { return zero(count * size, at: destination, threads: threads) }
    let repetition = Repetition(of: pattern, size: size, count: count)
    Threads.split(0..<count, of: size, to: destination, over: threads) { part, place in
      repetition.write(part.count, to: place)
    }
  }

  private func zero(_ byteCount: Int, at destination: UnsafeMutableRawPointer, threads: Int) {
    Threads.split(0..<byteCount, of: 1, to: destination, over: threads) { part, place in
      UnsafeMutableRawBufferPointer(start: place, count: part.count)
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }
}
