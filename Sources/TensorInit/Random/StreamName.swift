/// A name within a generator's own stream, and the number of its stream.
package struct StreamName: Sendable {
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

extension StreamName {
  /// Finds two names whose streams are one, of which tensors would have the same numbers.
  ///
  /// Of n names this happens by chance with a probability of n^2 / 2^65.
  ///
  /// - Parameters:
  ///   - names: Names that differ.
  ///   - parent: The number of the stream that they are within; 0 for a seed's main stream.
  package static func sharingStream(
    among names: some Collection<ExactName>, within parent: UInt64 = 0
  ) -> (ExactName, ExactName)? {
    var numbers: Set<UInt64> = []
    numbers.reserveCapacity(names.count)
    for name in names {
      let number = StreamName(name.text, within: parent).number
      guard !numbers.insert(number).inserted else { continue }
      let other = names.first { StreamName($0.text, within: parent).number == number }
      return other.map { $0 < name ? ($0, name) : (name, $0) }
    }
    return nil
  }
}

extension TensorInitError {
  /// That two names have one stream.
  package static func sharedStream(of first: ExactName, _ second: ExactName) -> TensorInitError {
    .invalidArgument(
      argument: "the stream of '\(second.text)'", given: "that of '\(first.text)' too",
      expected: "names whose 64-bit hashes differ, so that tensors don't have the same numbers; "
        + "change one of them")
  }
}
