/// The number of a named stream.
enum StreamName {
  /// FNV-1a of 64 bits (Fowler, Noll and Vo, 1991) over the parent's number, low byte first, and the
  /// name's UTF-8 bytes.
  static func number(of name: String, within parent: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in 0..<8 { hash = next(hash, UInt8(truncatingIfNeeded: parent >> (8 * byte))) }
    for byte in name.utf8 { hash = next(hash, byte) }
    return hash
  }

  private static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }
}
