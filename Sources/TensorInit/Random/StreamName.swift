/// A name within a generator's own stream, and the number of its stream.
struct StreamName: Sendable {
  let name: ExactName
  /// FNV-1a of 64 bits (Fowler, Noll and Vo, 1991) over the parent's number, low byte first, and the
  /// name's UTF-8 bytes.
  let number: UInt64

  /// - Parameter parent: The number of the stream that the name is within.
  init(_ name: String, within parent: UInt64) {
    self.name = ExactName(name)
    number = name.utf8.reduce(Self.next(0xcbf2_9ce4_8422_2325, word: parent), Self.next(_:_:))
  }

  /// The number of the stream that the name's n-th initialization from a generator draws from: for n = 1 the
  /// name's own, for others the hash over the same bytes, 0xff, which no name contains, and n.
  func number(ofInitialization n: UInt64) -> UInt64 {
    n == 1 ? number : Self.next(Self.next(number, 0xff), word: n)
  }

  private static func next(_ hash: UInt64, word: UInt64) -> UInt64 {
    (0..<8).reduce(hash) { next($0, UInt8(truncatingIfNeeded: word >> (8 * $1))) }
  }

  private static func next(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }
}

extension StreamName: Hashable {
  static func == (first: StreamName, second: StreamName) -> Bool {
    first.number == second.number && first.name == second.name
  }

  func hash(into hasher: inout Hasher) {
    // It is a hash of the name.
    hasher.combine(number)
  }
}
