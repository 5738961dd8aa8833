#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that the tensors made from one tensor share: 64-byte aligned, a cache line and the widest
/// vector register.
final class Storage {
  static let alignment = 64

  let base: UnsafeMutableRawPointer

  /// Memory with undefined contents.
  init(byteCount: Int) throws(TensorInitError) {
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, Self.alignment, max(byteCount, 1)) == 0, let address else {
      throw .outOfMemory(byteCount: byteCount)
    }
    base = address
  }

  /// Memory for several parts of one size.
  convenience init(byteCount: Int, parts: Int) throws(TensorInitError) {
    let (total, overflow) = byteCount.multipliedReportingOverflow(by: parts)
    try self.init(byteCount: overflow ? .max : total)
  }

  deinit {
    free(base)
  }
}
