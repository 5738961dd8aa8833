/// The same bits in every element.
struct RepeatedValue: Fill {
  /// An element's bits, in the lowest ones.
  let pattern: UInt64

  /// - Parameter value: A value that the dtype holds.
  init(_ value: Double, of dtype: DType) { pattern = dtype.bitPattern(of: value) }

  /// - Parameter integer: An integer that the integer dtype holds, though a `Double` may not.
  init(_ integer: Int64) {
    // The low bytes of two's complement are the number in fewer bits.
    pattern = UInt64(bitPattern: integer)
  }

  var traits: FillTraits { FillTraits(isRandom: false, isDivisible: true, isUniform: true) }

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
    switch dtype.byteCount {
    // The C library fills with zero bytes at twice the speed of any other value.
    case let size where pattern == 0: zero(count * size, at: destination, threads: threads)
    case 1: write(UInt8(truncatingIfNeeded: pattern), count, to: destination, threads: threads)
    case 2: write(UInt16(truncatingIfNeeded: pattern), count, to: destination, threads: threads)
    case 4: write(UInt32(truncatingIfNeeded: pattern), count, to: destination, threads: threads)
    default: write(pattern, count, to: destination, threads: threads)
    }
  }

  private func write<Pattern: FixedWidthInteger & UnsignedInteger & Sendable>(
    _ pattern: Pattern, _ count: Int, to destination: UnsafeMutableRawPointer, threads: Int
  ) {
    // Each part of the destination is written by one thread only.
    nonisolated(unsafe) let start = destination.assumingMemoryBound(to: Pattern.self)
    let exceedsCaches = count * MemoryLayout<Pattern>.stride >= MemoryPastCaches.smallestByteCount
    Threads.split(0..<count, over: threads) { part in
      let elements = UnsafeMutableBufferPointer(start: start + part.lowerBound, count: part.count)
      let written = exceedsCaches ? MemoryPastCaches.write(pattern, to: elements) : 0
      Self.write(pattern, to: elements, from: written)
    }
  }

  /// By itself, as the compiler makes a loop over single elements of it where it is part of a larger function.
  @inline(never)
  private static func write<Pattern: FixedWidthInteger & UnsignedInteger>(
    _ pattern: Pattern, to elements: UnsafeMutableBufferPointer<Pattern>, from first: Int
  ) {
    elements[first...].update(repeating: pattern)
  }

  private func zero(_ byteCount: Int, at destination: UnsafeMutableRawPointer, threads: Int) {
    nonisolated(unsafe) let destination = destination
    Threads.split(0..<byteCount, over: threads) { part in
      UnsafeMutableRawBufferPointer(start: destination + part.lowerBound, count: part.count)
        .initializeMemory(as: UInt8.self, repeating: 0)
    }
  }
}

extension DType {
  /// The bits of the element nearest to `value`, in the lowest ones.
  func bitPattern(of value: Double) -> UInt64 {
    func bits<Element: ConvertibleElement>(_: Element.Type) -> UInt64 {
      var bits: UInt64 = 0
      withUnsafeMutableBytes(of: &bits) {
        $0.storeBytes(of: Element(nearest: value), as: Element.self)
      }
      return UInt64(littleEndian: bits)
    }
    return bits(elementType)
  }
}
