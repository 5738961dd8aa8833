/// The checksum of zip archives: CRC-32 with the polynomial 0x04c11db7, bits reflected.
struct CRC32: Sendable, Hashable {
  private var state: UInt32 = .max

  /// The checksum of the bytes so far.
  var value: UInt32 { ~state }

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

  mutating func append(_ bytes: [UInt8]) {
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
