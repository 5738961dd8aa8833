/// How often each name has been initialized from a generator.
struct NameCounts: Sendable {
  /// The name and the count of each stream's number.
  private var entries: [UInt64: (name: ExactName, count: UInt64)] = [:]

  /// A count that no generator reaches, so that sums don't overflow.
  private static let largest: UInt64 = 1 << 62

  var isEmpty: Bool { entries.isEmpty }

  /// Counts one more initialization of each of the names, in order.
  ///
  /// - Returns: Which one of its name's each is, from 1 on.
  /// - Throws: `invalidArgument` where two names, here or earlier, have one stream, and so would have the same
  ///   numbers; then nothing was counted.
  mutating func count(_ names: [StreamName]) throws(TensorInitError) -> [UInt64] {
    func next(
      _ entry: inout (name: ExactName, count: UInt64), of name: ExactName
    ) throws(TensorInitError) -> UInt64 {
      guard entry.name == name else { throw .sharedStream(of: entry.name, name) }
      entry.count += 1
      return entry.count
    }
    entries.reserveCapacity(names.count)
    var numbers: [UInt64] = []
    numbers.reserveCapacity(names.count)
    for name in names {
      do throws(TensorInitError) {
        numbers.append(try next(&entries[name.number, default: (name.name, 0)], of: name.name))
      } catch {
        takeBack(names[..<numbers.count])
        throw error
      }
    }
    return numbers
  }

  /// Counts one initialization less of each of the names, which were counted.
  mutating func takeBack(_ names: some Sequence<StreamName>) {
    for name in names {
      guard let (exact, count) = entries[name.number] else { continue }
      entries[name.number] = count > 1 ? (exact, count - 1) : nil
    }
  }

  // MARK: As bytes

  /// Of each name, ordered by their bytes: its count and how many bytes it has, each as 64 bits, and its bytes.
  var stateBytes: [UInt8] {
    var bytes: [UInt8] = []
    for (name, count) in entries.values.sorted(by: { $0.name < $1.name }) {
      let text = name.text.utf8
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
      guard
        entries.updateValue((name, count), forKey: StreamName(text, within: parent).number) == nil
      else { return nil }
      last = name
      offset += Int(length)
    }
  }
}
