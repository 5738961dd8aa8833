internal import CFillKernels

/// The same bits in many elements.
struct Repetition: Sendable {
  private let size: Int
  /// The element's bits as often as 64 bits hold them.
  private let pattern: UInt64
  private let exceedsCaches: Bool

  /// - Parameters:
  ///   - pattern: An element's bits, in the lowest ones.
  ///   - size: That of an element in bytes: 1, 2, 4 or 8.
  ///   - count: The number of elements in all.
  init(of pattern: UInt64, size: Int, count: Int) {
    self.size = size
    let element = UInt64.max >> UInt64(UInt64.bitWidth - 8 * size)
    self.pattern = (pattern & element) * (UInt64.max / element)
    exceedsCaches = count * size >= Self.sizeOfCaches
  }

  func write(_ count: Int, to address: UnsafeMutableRawPointer) {
    ck_repeat(address, count * size, pattern, exceedsCaches ? 1 : 0)
  }

  /// The last level of common processors' caches.
  ///
  /// A store that passes through them reads its line first, and drives out another. That pays where the line is
  /// used again soon, and not in memory that is larger. Kernels that draw numbers gain too little.
  private static let sizeOfCaches = 32 << 20
}
