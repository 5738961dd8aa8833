/// What the directory of a zip archive says of its members, every number of it checked.
struct ZipContents {
  /// A member that is stored as it is.
  struct Member {
    let name: String
    /// Where its bytes are in the file.
    let data: Range<Int>
    let checksum: UInt32
  }

  /// The members that were asked for, in the order of their data.
  let members: [Member]

  /// The longest directory.
  private static let longestDirectory = 100_000_000

  /// - Parameter ending: What the names of the members end in that are looked at; the others are passed over.
  /// - Throws: `fileFailure`, which says what is wrong in the file, such as a member that is compressed.
  init(of file: OpenFile, endingIn ending: String) throws(TensorInitError) {
    let end = try ZipEnd(of: file)
    guard end.byteCount <= Self.longestDirectory else {
      throw .notZip(
        file.path,
        "a directory of \(end.byteCount) bytes; expected at most \(Self.longestDirectory)")
    }
    let directory = try file.bytes(count: end.byteCount, at: end.offset)
    var position = 0
    var names: Set<ExactName> = []
    var members: [(offset: Int, member: Member)] = []
    for _ in 0..<end.memberCount {
      let entry = try ZipEntry(directory, at: &position, path: file.path)
      guard entry.name.utf8.suffix(ending.utf8.count).elementsEqual(ending.utf8) else { continue }
      guard names.insert(ExactName(entry.name)).inserted else {
        throw .notZip(file.path, "there are two members '\(entry.name)'")
      }
      members.append((entry.offset, try entry.member(of: file, before: end.offset)))
    }
    guard position == directory.count else {
      throw .notZip(file.path, "the directory has more than its \(end.memberCount) members")
    }
    members.sort { ($0.offset, $0.member.data.upperBound) < ($1.offset, $1.member.data.upperBound) }
    for (first, second) in zip(members, members.dropFirst())
    where second.offset < first.member.data.upperBound {
      throw .notZip(
        file.path, "the members '\(first.member.name)' and '\(second.member.name)' overlap")
    }
    self.members = members.map(\.member)
  }
}

/// Where a zip archive's directory is, as its end says.
private struct ZipEnd {
  let offset: Int
  let byteCount: Int
  let memberCount: Int

  init(of file: OpenFile) throws(TensorInitError) {
    let fileByteCount = try file.byteCount()
    // A comment may follow.
    let tailStart = max(0, fileByteCount - 22 - Int(UInt16.max))
    let tail = try file.bytes(count: fileByteCount - tailStart, at: tailStart)
    let start = stride(from: tail.count - 22, through: 0, by: -1).first { start in
      tail.load(UInt32.self, at: start) == 0x0605_4b50
        && start + 22 + Int(tail.load(UInt16.self, at: start + 20)) == tail.count
    }
    guard let start else { throw .notZip(file.path, "it doesn't end as a zip archive does") }
    var end = tailStart + start
    var disks = (0..<2).map { UInt32(tail.load(UInt16.self, at: start + 4 + 2 * $0)) }
    var counts = (0..<2).map { UInt64(tail.load(UInt16.self, at: start + 8 + 2 * $0)) }
    var size = UInt64(tail.load(UInt32.self, at: start + 12))
    var offset = UInt64(tail.load(UInt32.self, at: start + 16))
    if counts.contains(UInt64(UInt16.max)) || size == UInt32.max || offset == UInt32.max,
      end >= 76
    {
      // The numbers are in a record with 8 bytes for each, to which a locator before this end leads.
      let locator = try file.bytes(count: 20, at: end - 20)
      if locator.load(UInt32.self, at: 0) == 0x0706_4b50 {
        let place = locator.load(UInt64.self, at: 8)
        guard place <= end - 76 else {
          throw .notZip(file.path, "the record of the directory's place is outside of it")
        }
        end = Int(place)
        let record = try file.bytes(count: 56, at: end)
        guard record.load(UInt32.self, at: 0) == 0x0606_4b50 else {
          throw .notZip(file.path, "there is no record of the directory's place")
        }
        disks = (0..<2).map { record.load(UInt32.self, at: 16 + 4 * $0) }
        counts = (0..<2).map { record.load(UInt64.self, at: 24 + 8 * $0) }
        size = record.load(UInt64.self, at: 40)
        offset = record.load(UInt64.self, at: 48)
      }
    }
    guard disks == [0, 0], counts[0] == counts[1] else {
      throw .notZip(file.path, "it is a part of a larger archive")
    }
    guard size <= UInt64(end), offset <= UInt64(end) - size else {
      throw .notZip(file.path, "the directory lies outside of it")
    }
    guard counts[0] <= size / 46 else {
      throw .notZip(
        file.path, "a directory of \(size) bytes, which is too short for \(counts[0]) members")
    }
    self.offset = Int(offset)
    byteCount = Int(size)
    memberCount = Int(counts[0])
  }
}

/// What the directory says of one member.
private struct ZipEntry {
  let name: String
  /// Where the member's own header begins.
  let offset: Int
  private let nameBytes: ArraySlice<UInt8>
  private let flags: UInt16
  private let method: UInt16
  private let checksum: UInt32
  private let byteCount: UInt64
  private let storedByteCount: UInt64

  /// - Parameter position: Where it begins in the directory, and then where it ends.
  init(_ directory: [UInt8], at position: inout Int, path: String) throws(TensorInitError) {
    let start = position
    guard start + 46 <= directory.count, directory.load(UInt32.self, at: start) == 0x0201_4b50
    else { throw .notZip(path, "the directory has fewer members than it says") }
    func field(_ offset: Int) -> UInt16 { directory.load(UInt16.self, at: start + offset) }
    func longField(_ offset: Int) -> UInt64 {
      UInt64(directory.load(UInt32.self, at: start + offset))
    }
    let (nameCount, extraCount) = (Int(field(28)), Int(field(30)))
    let end = start + 46 + nameCount + extraCount + Int(field(32))
    guard end <= directory.count else {
      throw .notZip(path, "the directory ends within a member's entry")
    }
    nameBytes = directory[(start + 46)..<(start + 46 + nameCount)]
    guard let name = String(validating: nameBytes, as: UTF8.self), !nameBytes.contains(0) else {
      throw .notZip(path, "a member's name is not UTF-8, or has the character NUL")
    }
    self.name = name
    flags = field(8)
    method = field(10)
    checksum = directory.load(UInt32.self, at: start + 16)
    // Numbers of which the field is all ones follow in an extra field, in this order.
    var numbers = [longField(24), longField(20), longField(42)]
    let extra = directory[(start + 46 + nameCount)..<(start + 46 + nameCount + extraCount)]
    var long = Self.zip64Field(Array(extra))[...]
    for index in numbers.indices where numbers[index] == UInt32.max {
      guard let number = long.popFirst() else {
        throw .notZip(path, "the entry of '\(name)' lacks a number of 8 bytes")
      }
      numbers[index] = number
    }
    byteCount = numbers[0]
    storedByteCount = numbers[1]
    guard let offset = Int(exactly: numbers[2]) else {
      throw .notZip(path, "the member '\(name)' lies outside of it")
    }
    self.offset = offset
    position = end
  }

  /// The numbers of 8 bytes in the extra field that has them.
  private static func zip64Field(_ extra: [UInt8]) -> [UInt64] {
    var start = 0
    while start + 4 <= extra.count {
      let count = Int(extra.load(UInt16.self, at: start + 2))
      guard start + 4 + count <= extra.count else { break }
      if extra.load(UInt16.self, at: start) == 1 {
        return (0..<count / 8).map { extra.load(UInt64.self, at: start + 4 + 8 * $0) }
      }
      start += 4 + count
    }
    return []
  }

  /// The member, which lies before the directory.
  func member(of file: OpenFile, before directory: Int) throws(TensorInitError)
    -> ZipContents.Member
  {
    func fault(_ reason: String) -> TensorInitError {
      .notZip(file.path, "the member '\(name)' \(reason)")
    }
    guard flags & 1 == 0 else { throw fault("is encrypted") }
    guard method == 0, byteCount == storedByteCount else {
      throw fault("is compressed; expected one that is stored, as numpy.savez does")
    }
    guard offset <= directory - 30 else { throw fault("lies outside of it") }
    let header = try file.bytes(count: 30, at: offset)
    guard header.load(UInt32.self, at: 0) == 0x0403_4b50 else {
      throw fault("doesn't begin where the directory says")
    }
    let nameCount = Int(header.load(UInt16.self, at: 26))
    let start = offset + 30 + nameCount + Int(header.load(UInt16.self, at: 28))
    guard start <= directory, byteCount <= UInt64(directory - start) else {
      throw fault("lies outside of it")
    }
    guard nameCount == nameBytes.count,
      try file.bytes(count: nameCount, at: offset + 30).elementsEqual(nameBytes)
    else { throw fault("has another name where it begins") }
    return ZipContents.Member(
      name: name, data: start..<start + Int(byteCount), checksum: checksum)
  }
}

extension TensorInitError {
  fileprivate static func notZip(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read as npz", reason: reason)
  }
}
