#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asking for memory before something takes it that has no error for its lack.
///
/// Where Swift's arrays, strings and dictionaries get none, the process ends. So what grows with a model or with a
/// file is asked for in one piece before it is made. What is small, or taken by another thread in between, still
/// ends the process.
package enum Memory {
  /// Takes so many bytes and gives them back.
  ///
  /// - Throws: `outOfMemory` where they can't be had.
  package static func require(byteCount: Int) throws(TensorInitError) {
    try whileTaken(byteCount: byteCount) {}
  }

  /// Asks for what so many things of about a size take.
  package static func require(
    _ count: Int, ofBytes byteCount: Int
  ) throws(TensorInitError) {
    let (total, overflow) = count.multipliedReportingOverflow(by: byteCount)
    guard !overflow else { throw .outOfMemory(byteCount: .max) }
    // The system's own reserve for growing a heap is more than so little.
    guard total > smallest else { return }
    try require(byteCount: total)
  }

  private static let smallest = 1 << 16

  /// About what a tensor that is only described takes in the plans of a checkpoint, a recipe or a report: its name,
  /// shape and places in some tables.
  package static let bytesOfDescription = 1 << 11

  /// Calls `body` while so many bytes, which nobody touches, are taken.
  ///
  /// - Throws: `outOfMemory` where they can't be had, and what `body` throws.
  static func whileTaken(
    byteCount: Int, _ body: () throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    guard byteCount > 0 else { return try body() }
    let region = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let region, region != MAP_FAILED else { throw .outOfMemory(byteCount: byteCount) }
    defer { munmap(region, byteCount) }
    try body()
  }
}
