#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Large pages for large tensors: of fresh memory, the first touch of each page of 4 KiB costs more than
/// the numbers that are written to it.
enum HugePages {
  /// Below this, there is too little to gain.
  private static let smallestRegion = 4 << 20
  private static let pageSize = 2 << 20

  /// Asks Linux to back memory that nobody has touched yet with large pages, where it is large.
  ///
  /// It is advice: contents stay, and where it can't be followed, nothing changes.
  static func advise(_ memory: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      guard byteCount >= smallestRegion else { return }
      // Only whole pages of the region's own, so that no neighbour's memory is touched by it.
      let address = UInt(bitPattern: memory)
      let mask = UInt(pageSize) - 1
      let first = (address + mask) & ~mask
      let end = (address + UInt(byteCount)) & ~mask
      guard first < end, let start = UnsafeMutableRawPointer(bitPattern: first) else { return }
      _ = madvise(start, Int(end - first), MADV_HUGEPAGE)
    #endif
  }
}
