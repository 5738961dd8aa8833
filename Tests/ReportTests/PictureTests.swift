import TensorInitCharts
import Testing

@Suite("Heat maps' pictures")
struct PictureTests {
  @Test(
    "have the pixels that they are made of",
    arguments: [(1, 1), (96, 96), (7, 300), (300, 3), (258, 5), (259, 2)])
  func pixels(width: Int, height: Int) throws {
    // Noise, then a row that is repeated, then one colour: all kinds of codes.
    var state: UInt32 = 1
    var pixels = (0..<width * height).map { index -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return index % 3 == 0 ? 255 : UInt8(state >> 24)
    }
    if height > 2 { pixels.replaceSubrange(width..<2 * width, with: pixels[..<width]) }
    if height > 3 {
      pixels.replaceSubrange(2 * width..<3 * width, with: repeatElement(9, count: width))
    }
    let palette = (0...255).map {
      PNG.Color(red: UInt8($0), green: 1, blue: 2, alpha: UInt8(255 - $0))
    }
    let picture = try Picture(PNG.encoded(pixels: pixels, width: width, palette: palette))
    #expect(picture.width == width && picture.height == height)
    #expect(picture.pixels == pixels)
    #expect(picture.palette.count == 256 && picture.alpha[3] == 252)
  }

  @Test("of one colour, or of rows that are all the same, are small")
  func sizes() {
    let palette = [PNG.Color(red: 0, green: 0, blue: 0), PNG.Color(red: 9, green: 9, blue: 9)]
    let plain = [UInt8](repeating: 1, count: 256 * 256)
    #expect(PNG.encoded(pixels: plain, width: 256, palette: palette).count < 800)
    let row = (0..<256).map { UInt8($0 * $0 % 7 % 2) }
    let rows = (0..<256).flatMap { _ in row }
    #expect(PNG.encoded(pixels: rows, width: 256, palette: palette).count < 1000)
  }

  @Test("show zero as transparent, signs as two colours, and what is no number as a third")
  func colors() throws {
    let map = HeatMap([-2, -1, 0, 1, 2, .nan], width: 3)
    #expect(map.hasBothSigns && map.origin == 0 && map.reach == 2)
    let picture = try Picture(map.png)
    let pixels = picture.pixels.map { (picture.palette[Int($0)], picture.alpha[Int($0)]) }
    #expect(pixels.map(\.1) == [255, 129, 0, 129, 255, 255])
    #expect(pixels[0].0 == pixels[1].0 && pixels[3].0 == pixels[4].0)
    #expect(Set([pixels[0].0, pixels[4].0, pixels[5].0]).count == 3)
  }

  @Test("of numbers of one sign go from the smallest to the largest, and few far ones don't count")
  func reach() {
    let positive = HeatMap([1, 2, 3, 4], width: 2)
    #expect(!positive.hasBothSigns && positive.origin == 1 && positive.reach == 3)
    let far = HeatMap([1e30] + (0..<999).map { Double($0 % 3) - 1 }, width: 10)
    #expect(far.reach == 1)
    let extremes = [
      [.nan], [.infinity, -.infinity], [0, 0], [1e308, -1e308], [.leastNonzeroMagnitude, 0],
    ]
    for values in extremes {
      #expect(HeatMap(values, width: 1).reach > 0)
    }
  }
}

/// A PNG file of colours from a palette, read by another way than it was written.
private struct Picture {
  var width = 0
  var height = 0
  var palette: [[UInt8]] = []
  var alpha: [UInt8] = []
  var pixels: [UInt8] = []

  struct Fault: Error {}

  init(_ file: [UInt8]) throws {
    try #require(file.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    var place = 8
    while place < file.count {
      let count = Self.number(file[place..<place + 4])
      let type = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
      let contents = Array(file[place + 8..<place + 8 + count])
      let checksum = Self.number(file[(place + 8 + count)..<(place + 12 + count)])
      try #require(checksum == Self.crc(file[(place + 4)..<(place + 8 + count)]))
      switch type {
      case "IHDR":
        (width, height) = (Self.number(contents[0..<4]), Self.number(contents[4..<8]))
      case "PLTE":
        palette = stride(from: 0, to: count, by: 3).map { Array(contents[$0..<$0 + 3]) }
      case "tRNS": alpha = contents
      case "IDAT":
        let rows = try Self.inflated(contents)
        try #require(rows.count == height * (width + 1))
        pixels = (0..<height).flatMap { rows[$0 * (width + 1) + 1..<($0 + 1) * (width + 1)] }
      default: break
      }
      place += count + 12
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  private static func crc(_ bytes: ArraySlice<UInt8>) -> Int {
    var crc: UInt32 = .max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }

  /// The bytes of a zlib stream of one block of fixed codes, by tables.
  private static func inflated(_ stream: [UInt8]) throws -> [UInt8] {
    var place = 16
    func bit() -> Int {
      defer { place += 1 }
      return Int(stream[place / 8] >> (place % 8) & 1)
    }
    func bits(_ count: Int) -> Int { (0..<count).reduce(0) { $0 | bit() << $1 } }
    func symbol() -> Int {
      var code = (0..<7).reduce(0) { code, _ in code << 1 | bit() }
      if code < 0b0011000 { return 256 + code }
      code = code << 1 | bit()
      if code < 0b11000000 { return code - 0b00110000 }
      if code < 0b11001000 { return 280 + code - 0b11000000 }
      return 144 + (code << 1 | bit()) - 0b110010000
    }
    let lengths = [
      3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
      131, 163, 195, 227, 258,
    ]
    let lengthBits = [Int](repeating: 0, count: 8) + (1...5).flatMap { [$0, $0, $0, $0] } + [0]
    var distances = [1, 2, 3, 4]
    var distanceBits = [0, 0, 0, 0]
    for extra in 1...13 {
      for _ in 0..<2 {
        let step = 1 << (distanceBits.last ?? 0)
        distances.append((distances.last ?? 0) + step)
        distanceBits.append(extra)
      }
    }
    guard bit() == 1, bits(2) == 1 else { throw Fault() }
    var bytes: [UInt8] = []
    while true {
      let symbol = symbol()
      if symbol == 256 { break }
      if symbol < 256 {
        bytes.append(UInt8(symbol))
        continue
      }
      let length = lengths[symbol - 257] + bits(lengthBits[symbol - 257])
      let code = (0..<5).reduce(0) { code, _ in code << 1 | bit() }
      let distance = distances[code] + bits(distanceBits[code])
      for _ in 0..<length { bytes.append(bytes[bytes.count - distance]) }
    }
    place = (place + 7) / 8 * 8
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65521
      b = (a + b) % 65521
    }
    let sum = (0..<4).reduce(0) { $0 << 8 | Int(stream[place / 8 + $1]) }
    guard sum == b << 16 | a else { throw Fault() }
    return bytes
  }
}
