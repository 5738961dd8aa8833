internal import CFillKernels

/// Writing to memory without passing the caches.
///
/// Any other store reads its line first, and drives out another. That pays where the line is used again
/// soon, and not in memory that is larger than the caches. Kernels that draw numbers gain too little.
enum MemoryPastCaches {
  /// The last level of common processors' caches.
  static let smallestByteCount = 32 << 20
  private static let lineByteCount = 64

  /// Writes a value to as many elements as fill whole lines, and gives their number; to none if they don't
  /// start with a line.
  static func write<Pattern: FixedWidthInteger & UnsignedInteger>(
    _ pattern: Pattern, to elements: UnsafeMutableBufferPointer<Pattern>
  ) -> Int {
    guard let base = elements.baseAddress, UInt(bitPattern: base) % UInt(lineByteCount) == 0 else {
      return 0
    }
    let lines = elements.count * MemoryLayout<Pattern>.stride / lineByteCount
    // The pattern in each part of 64 bits.
    let copies = UInt64.max / UInt64(Pattern.max)
    ck_repeat_past_caches(base, lines, UInt64(pattern) * copies)
    return lines * lineByteCount / MemoryLayout<Pattern>.stride
  }
}
