/// One file of a zip archive, stored as it is.
///
/// Sizes and offsets of 4 GiB and more don't fit their fields, which then are all ones, and follow as 8
/// bytes each in an extra field ("zip64").
struct ZipMember: Sendable {
  let offset: Int
  let byteCount: Int
  private let name: [UInt8]

  /// The most bytes of a name.
  static let longestName = Int(UInt16.max)

  /// - Parameter name: One of at most ``longestName`` bytes.
  init(name: String, offset: Int, byteCount: Int) {
    self.name = Array(name.utf8)
    self.offset = offset
    self.byteCount = byteCount
  }

  var localHeaderByteCount: Int { 30 + name.count + localExtra.count }

  /// Where the next member begins.
  var end: Int { offset + localHeaderByteCount + byteCount }

  func localHeader(checksum: UInt32) -> [UInt8] {
    [0x50, 0x4b, 3, 4] + description(checksum: checksum, isLarge: !localExtra.isEmpty)
      + UInt16(localExtra.count).littleEndianBytes + name + localExtra
  }

  var centralHeaderByteCount: Int { 46 + name.count + centralExtra.count }

  func centralHeader(checksum: UInt32) -> [UInt8] {
    let version: [UInt8] = [45, 0]
    // No comment, first disk, no attributes.
    let unused = [UInt8](repeating: 0, count: 10)
    return [0x50, 0x4b, 1, 2] + version
      + description(checksum: checksum, isLarge: !centralExtra.isEmpty)
      + UInt16(centralExtra.count).littleEndianBytes + unused
      + offset.zipField + name + centralExtra
  }

  /// What the two headers have in common, from the version that is needed to the name's length.
  private func description(checksum: UInt32, isLarge: Bool) -> [UInt8] {
    let version: UInt16 = isLarge ? 45 : 20
    let isUTF8: UInt16 = name.contains { $0 >= 0x80 } ? 1 << 11 : 0
    let isStored: UInt16 = 0
    let (midnight, firstOfJanuary1980): (UInt16, UInt16) = (0, 1 << 5 | 1)
    let fields = [version, isUTF8, isStored, midnight, firstOfJanuary1980]
    return fields.flatMap(\.littleEndianBytes) + checksum.littleEndianBytes
      + byteCount.zipField + byteCount.zipField + UInt16(name.count).littleEndianBytes
  }

  private var localExtra: [UInt8] {
    byteCount.fitsZipField ? [] : Self.extra([byteCount, byteCount])
  }

  private var centralExtra: [UInt8] {
    Self.extra([byteCount, byteCount, offset].filter { !$0.fitsZipField })
  }

  private static func extra(_ values: [Int]) -> [UInt8] {
    if values.isEmpty { return [] }
    let zip64: UInt16 = 1
    return zip64.littleEndianBytes + UInt16(8 * values.count).littleEndianBytes
      + values.flatMap { UInt64($0).littleEndianBytes }
  }
}

/// The end of a zip archive, which says where its members are.
struct ZipDirectory {
  let members: [ZipMember]
  /// Where it begins.
  let offset: Int

  private var headersByteCount: Int { members.reduce(0) { $0 + $1.centralHeaderByteCount } }

  var byteCount: Int { headersByteCount + zip64End.count + end.count }

  func bytes(checksums: [UInt32]) -> [UInt8] {
    zip(members, checksums).flatMap { $0.centralHeader(checksum: $1) } + zip64End + end
  }

  private var end: [UInt8] {
    let count = UInt16(clamping: members.count).littleEndianBytes
    return [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
      + headersByteCount.zipField + offset.zipField + [0, 0]
  }

  /// The record with 8 bytes for each number and its locator, if 2 or 4 bytes are not enough.
  private var zip64End: [UInt8] {
    if members.count < UInt16.max, headersByteCount.fitsZipField, offset.fitsZipField { return [] }
    let size = headersByteCount
    let restOfRecord: UInt64 = 44
    let numbers = [members.count, members.count, size, offset]
    // Versions made by and needed, then the disks, which are the first.
    let record =
      [0x50, 0x4b, 6, 6] + restOfRecord.littleEndianBytes + [45, 0, 45, 0]
      + [UInt8](repeating: 0, count: 8) + numbers.flatMap { UInt64($0).littleEndianBytes }
    let locator =
      [0x50, 0x4b, 6, 7, 0, 0, 0, 0] + UInt64(offset + size).littleEndianBytes + [1, 0, 0, 0]
    return record + locator
  }
}

extension Int {
  fileprivate var fitsZipField: Bool { self < UInt32.max }

  /// A size or an offset in 4 bytes, or all ones where they are not enough.
  fileprivate var zipField: [UInt8] { UInt32(clamping: self).littleEndianBytes }
}

/// The checksum of zip archives and PNG pictures: CRC-32 with the polynomial 0x04c11db7, bits reflected.
package struct CRC32: Sendable, Hashable {
  private var state: UInt32 = .max

  /// The checksum of the bytes so far.
  package var value: UInt32 { ~state }

  package init() {}

  /// Takes in further bytes, eight at a time (Kounavis and Berry, 2005).
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    var crc = state
    let wholeWords = bytes.count & ~7
    Self.tables.withUnsafeBufferPointer { table in
      for offset in stride(from: 0, to: wholeWords, by: 8) {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let mixed = UInt64(littleEndian: word) ^ UInt64(crc)
        crc = 0
        for byte in 0..<8 {
          crc ^= table[(7 - byte) << 8 | Int(mixed >> (8 * byte) & 0xff)]
        }
      }
      for offset in wholeWords..<bytes.count {
        crc = table[Int(UInt8(truncatingIfNeeded: crc) ^ bytes[offset])] ^ crc >> 8
      }
    }
    state = crc
  }

  package mutating func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { append($0) }
  }

  /// Eight tables of 256: the effect of a byte that is followed by 0 to 7 others.
  private static let tables: [UInt32] = {
    let reflectedPolynomial: UInt32 = 0xedb8_8320
    var tables = (UInt32(0)..<256).map { byte in
      var crc = byte
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ reflectedPolynomial }
      return crc
    }
    for index in 256..<(8 * 256) {
      let shorter = tables[index - 256]
      tables.append(tables[Int(shorter & 0xff)] ^ shorter >> 8)
    }
    return tables
  }()
}
