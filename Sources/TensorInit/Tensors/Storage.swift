#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that the tensors made from one tensor share: 64-byte aligned, a cache line and the widest
/// vector register, unless it is the caller's.
package final class Storage {
  static let alignment = 64

  package let base: UnsafeMutableRawPointer
  /// Whether the memory is freed with this object.
  private let isOwned: Bool
  /// What keeps the caller's memory there.
  private let owner: AnyObject?

  /// Memory with undefined contents.
  package init(byteCount: Int) throws(TensorInitError) {
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, Self.alignment, max(byteCount, 1)) == 0, let address else {
      throw .outOfMemory(byteCount: byteCount)
    }
    base = address
    isOwned = true
    owner = nil
    HugePages.advise(address, byteCount: byteCount)
  }

  /// Memory of the caller's.
  init(unsafeMemory memory: UnsafeMutableRawPointer, keeping owner: AnyObject?) {
    base = memory
    isOwned = false
    self.owner = owner
  }

  /// Memory for several parts of one size.
  convenience init(byteCount: Int, parts: Int) throws(TensorInitError) {
    let (total, overflow) = byteCount.multipliedReportingOverflow(by: parts)
    try self.init(byteCount: overflow ? .max : total)
  }

  deinit {
    if isOwned { free(base) }
  }
}
