import TensorInit

/// A picture of few colours as a PNG file (ISO/IEC 15948), small where rows or neighbours are alike.
package struct PNG {
  package struct Color: Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8
    /// 0 lets through what is behind the picture.
    package let alpha: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
      self.red = red
      self.green = green
      self.blue = blue
      self.alpha = alpha
    }
  }

  /// The bytes of the file.
  ///
  /// - Parameters:
  ///   - pixels: Places in `palette`, row after row, `width` in each.
  ///   - palette: At most 256 colours.
  package static func encoded(pixels: [UInt8], width: Int, palette: [Color]) -> [UInt8] {
    precondition(width > 0 && pixels.count % width == 0 && palette.count <= 256)
    let height = pixels.count / width
    // Eight bits a pixel, of a palette.
    let header = bigEndian(width) + bigEndian(height) + [8, 3, 0, 0, 0]
    var rows: [UInt8] = []
    rows.reserveCapacity(pixels.count + height)
    for row in 0..<height {
      // The filter that changes nothing.
      rows.append(0)
      rows += pixels[row * width..<(row + 1) * width]
    }
    return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
      + chunk("IHDR", header)
      + chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
      + chunk("tRNS", palette.map(\.alpha))
      + chunk("IDAT", Deflate.zlib(rows, distances: [1, width + 1]))
      + chunk("IEND", [])
  }

  private static func chunk(_ type: StaticString, _ contents: [UInt8]) -> [UInt8] {
    let type = type.withUTF8Buffer { Array($0) }
    var checksum = CRC32()
    checksum.append(type + contents)
    return bigEndian(contents.count) + type + contents + bigEndian(Int(checksum.value))
  }

  fileprivate static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// Bytes as a zlib stream (RFC 1950, RFC 1951), in the codes that need no table, with repetitions from given distances
/// alone: those of a picture are of the pixel before and of the row above.
enum Deflate {
  static func zlib(_ bytes: [UInt8], distances: [Int]) -> [UInt8] {
    var bits = BitWriter()
    // The last block, and its codes are the fixed ones.
    bits.append(1, count: 1)
    bits.append(1, count: 2)
    var index = 0
    while index < bytes.count {
      let (length, distance) = longestRepetition(at: index, of: bytes, distances)
      if length >= 3 {
        appendLength(length, to: &bits)
        appendDistance(distance, to: &bits)
        index += length
      } else {
        appendLiteral(Int(bytes[index]), to: &bits)
        index += 1
      }
    }
    appendLiteral(256, to: &bits)
    return [0x78, 0x01] + bits.bytes + PNG.bigEndian(adler32(bytes))
  }

  private static func longestRepetition(
    at index: Int, of bytes: [UInt8], _ distances: [Int]
  ) -> (length: Int, distance: Int) {
    var best = (length: 0, distance: 1)
    for distance in distances where distance <= index && distance <= 32768 {
      var length = 0
      while length < 258, index + length < bytes.count,
        bytes[index + length] == bytes[index + length - distance]
      {
        length += 1
      }
      if length > best.length { best = (length, distance) }
    }
    return best
  }

  /// A byte, the end (256) or a length's symbol.
  private static func appendLiteral(_ symbol: Int, to bits: inout BitWriter) {
    switch symbol {
    case 0...143: bits.appendCode(0x30 + symbol, count: 8)
    case 144...255: bits.appendCode(0x190 + symbol - 144, count: 9)
    case 256...279: bits.appendCode(symbol - 256, count: 7)
    default: bits.appendCode(0xc0 + symbol - 280, count: 8)
    }
  }

  private static func appendLength(_ length: Int, to bits: inout BitWriter) {
    if length == 258 { return appendLiteral(285, to: &bits) }
    let value = length - 3
    // Four symbols share a number of further bits, from 8 on.
    let extra = value < 8 ? 0 : Int.bitWidth - 1 - value.leadingZeroBitCount - 2
    appendLiteral(257 + 4 * extra + value >> extra, to: &bits)
    bits.append(value & (1 << extra - 1), count: extra)
  }

  private static func appendDistance(_ distance: Int, to bits: inout BitWriter) {
    let value = distance - 1
    // Two symbols share a number of further bits, from 4 on.
    let extra = value < 4 ? 0 : Int.bitWidth - 1 - value.leadingZeroBitCount - 1
    bits.appendCode(2 * extra + value >> extra, count: 5)
    bits.append(value & (1 << extra - 1), count: extra)
  }

  private static func adler32(_ bytes: [UInt8]) -> Int {
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  private struct BitWriter {
    private var whole: [UInt8] = []
    private var pending = 0
    private var pendingCount = 0

    /// A number, its lowest bit first.
    mutating func append(_ value: Int, count: Int) {
      pending |= value << pendingCount
      pendingCount += count
      while pendingCount >= 8 {
        whole.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        pendingCount -= 8
      }
    }

    /// A code, its highest bit first.
    mutating func appendCode(_ code: Int, count: Int) {
      for bit in (0..<count).reversed() { append(code >> bit & 1, count: 1) }
    }

    var bytes: [UInt8] {
      pendingCount == 0 ? whole : whole + [UInt8(truncatingIfNeeded: pending)]
    }
  }
}
