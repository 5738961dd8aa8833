import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The memory that a session's values may take.
///
/// Swift's arrays end the process where there is no memory for them, and recursion where the stack ends.
/// So whatever makes a list asks here first.
enum Workspace {
  /// The most bytes of a value: of 2^27 longs.
  ///
  /// An item that is there twice counts twice, since whatever goes through a value comes by it twice.
  static let maximumByteCount = 1 << 30

  /// How deep values may be nested, so that what goes through them can be recursive.
  static let maximumDepth = 64

  /// What must be left besides, for the small things that are made with a list.
  private static let margin = 1 << 24

  /// Less than this is not looked for by itself, as the millions of rows of a matrix would take long: the margin that
  /// was last found holds many.
  private static let small = 1 << 10

  /// The bytes of small things since memory was looked for.
  private static let taken = Atomic(0)

  /// The bytes of an element, or those of the number that calculations make of it, if that has more.
  static func byteCount<Element>(of _: Element.Type) -> Int {
    max(MemoryLayout<Element>.stride, MemoryLayout<Double>.stride)
  }

  /// - Throws: The fault of an array of so many elements for which there is no room.
  static func require<Element>(_ count: Int, of type: Element.Type) throws(KError) {
    try require(count, ofBytes: byteCount(of: type))
  }

  /// - Throws: The fault of what takes so many bytes, for which there is no room.
  static func require(byteCount: Int) throws(KError) {
    guard byteCount <= maximumByteCount else { throw tooLarge }
    if byteCount < small {
      let (_, total) = taken.add(byteCount + small / 16, ordering: .relaxed)
      if total < margin / 2 { return }
    }
    taken.store(0, ordering: .relaxed)
    var probe: UnsafeMutableRawPointer?
    guard posix_memalign(&probe, MemoryLayout<Int>.size, byteCount + margin) == 0 else {
      throw KError("wsfull: there is no memory for \(byteCount) bytes")
    }
    free(probe)
  }

  /// - Throws: The fault of so many tensors, for which there is no room; that of their elements is not
  ///   asked for.
  static func require(tensorCount: Int) throws(KError) {
    try require(tensorCount, ofBytes: 1 << 11)
  }

  private static func require(_ count: Int, ofBytes size: Int) throws(KError) {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: size)
    try require(byteCount: overflow ? .max : byteCount)
  }

  /// - Throws: The fault of a value that is too deep or too large.
  static func check(depth: Int, byteCount: Int) throws(KError) {
    guard depth <= maximumDepth else {
      throw KError("limit: values nested deeper than \(maximumDepth)")
    }
    guard byteCount <= maximumByteCount else { throw tooLarge }
  }

  private static let tooLarge = KError("wsfull: a value of more than \(maximumByteCount) bytes")
}
