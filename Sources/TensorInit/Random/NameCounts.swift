/// How often each name has been initialized from a generator.
struct NameCounts: Sendable {
  private var counts: [StreamName: UInt64] = [:]

  /// A count that no generator reaches, so that sums don't overflow.
  private static let largest: UInt64 = 1 << 62

  var isEmpty: Bool { counts.isEmpty }

  /// Counts one more initialization of each of the names, in order.
  ///
  /// - Returns: Which one of its name's each is, from 1 on.
  mutating func count(_ names: [StreamName]) -> [UInt64] {
    func next(_ count: inout UInt64) -> UInt64 {
      count += 1
      return count
    }
    counts.reserveCapacity(names.count)
    return names.map { next(&counts[$0, default: 0]) }
  }

  // MARK: As bytes

  /// Of each name, ordered by their bytes: its count and how many bytes it has, each as 64 bits, and its bytes.
  var stateBytes: [UInt8] {
    var bytes: [UInt8] = []
    for (name, count) in counts.sorted(by: { $0.key.name < $1.key.name }) {
      let text = name.name.text.utf8
      bytes += count.littleEndianBytes + UInt64(text.count).littleEndianBytes + text
    }
    return bytes
  }

  init() {}

  /// - Parameter parent: The number of the generator's own stream.
  /// - Returns: `nil` where no counts have these bytes.
  init?(stateBytes bytes: [UInt8], within parent: UInt64) {
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
      counts[StreamName(text, within: parent)] = count
      last = name
      offset += Int(length)
    }
  }
}
