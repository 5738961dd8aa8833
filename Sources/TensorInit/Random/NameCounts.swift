/// How often each name has been initialized from a generator.
struct NameCounts: Sendable {
  private var counts: [ExactName: UInt64] = [:]

  var isEmpty: Bool { counts.isEmpty }

  /// A count that no generator reaches, so that sums don't overflow.
  private static let largest: UInt64 = 1 << 62

  /// Counts one more initialization of a name.
  ///
  /// - Returns: Which one of the name's it is, from 1 on.
  mutating func count(_ name: String) -> UInt64 {
    counts[ExactName(name), default: 0] += 1
    return counts[ExactName(name), default: 0]
  }

  // MARK: As bytes

  /// Of each name, ordered by their bytes: its count and how many bytes it has, each as 64 bits, and its bytes.
  var stateBytes: [UInt8] {
    var bytes: [UInt8] = []
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
      bytes += count.littleEndianBytes + UInt64(name.text.utf8.count).littleEndianBytes
      bytes += name.text.utf8
    }
    return bytes
  }

  init() {}

  /// - Returns: `nil` where no counts have these bytes.
  init?(stateBytes bytes: [UInt8]) {
    var offset = 0
    var last: ExactName?
    while offset < bytes.count {
      guard bytes.count - offset >= 16 else { return nil }
      let count = bytes.load(UInt64.self, at: offset)
      let length = bytes.load(UInt64.self, at: offset + 8)
      offset += 16
      guard (1...Self.largest).contains(count), length <= bytes.count - offset,
        let text = String(validating: bytes[offset..<offset + Int(length)], as: UTF8.self)
      else { return nil }
      let name = ExactName(text)
      if let last, name <= last { return nil }
      counts[name] = count
      last = name
      offset += Int(length)
    }
  }
}
