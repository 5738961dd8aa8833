/// The number of a named stream.
enum StreamName {
  /// FNV-1a of 64 bits (Fowler, Noll and Vo, 1991) over the parent's number, low byte first, and the
  /// name's UTF-8 bytes; of a later initialization than the first, also over 0xff, which no name contains, and
  /// its number.
  ///
  /// - Parameter initialization: Which one of those of the name from a generator, from 1 on.
  static func number(
    of name: String, within parent: UInt64, initialization: UInt64 = 1
  ) -> UInt64 {
    var hash = next(0xcbf2_9ce4_8422_2325, parent)
    for byte in name.utf8 { hash = next(hash, byte) }
    return initialization == 1 ? hash : next(next(hash, 0xff as UInt8), initialization)
  }

  private static func next(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    (0..<8).reduce(hash) { next($0, UInt8(truncatingIfNeeded: word >> (8 * $1))) }
  }

  private static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }
}
