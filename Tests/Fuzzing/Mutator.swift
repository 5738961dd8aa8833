/// Makes inputs of those of a corpus, by a generator's numbers alone.
struct Mutator {
  let corpus: Corpus
  let target: FuzzTarget

  func input(_ random: inout SplitMix) -> [UInt8] {
    var bytes = random.element(of: corpus.inputs)
    // A header's length mostly goes with it, or hardly an input would come further.
    if let header = lengthField(of: bytes), random.below(8) > 0 {
      var text = Array(bytes[header.text])
      var data = Array(bytes[header.text.upperBound...])
      mutate(&text, &random)
      if random.below(4) == 0 { mutate(&data, &random) }
      let length = (0..<header.width).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
      return bytes[..<header.start] + length + text + data
    }
    mutate(&bytes, &random)
    return bytes
  }

  /// Where a header's length and the header are.
  private func lengthField(
    of bytes: [UInt8]
  ) -> (start: Int, width: Int, text: Range<Int>)? {
    let (start, width): (Int, Int)
    switch target {
    case .safetensors: (start, width) = (0, 8)
    case .npy: (start, width) = (8, bytes.count > 6 && bytes[6] > 1 ? 4 : 2)
    default: return nil
    }
    guard bytes.count >= start + width else { return nil }
    let length = bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = start + width..<start + width + length
    return text.upperBound <= bytes.count ? (start, width, text) : nil
  }

  private func mutate(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    for _ in 0...random.below(random.below(4) == 0 ? 8 : 2) { mutateOnce(&bytes, &random) }
    if bytes.count > Self.longest { bytes.removeSubrange(Self.longest...) }
  }

  private static let longest = 1 << 16

  private func mutateOnce(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let place = random.below(bytes.count + 1)
    let length = min(bytes.count - place, random.below(random.below(4) == 0 ? 64 : 6))
    let part = place..<place + length
    switch random.below(12) {
    case 0, 1: bytes.replaceSubrange(part, with: [])
    case 2: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
    case 3: if place < bytes.count { bytes[place] = UInt8(random.below(256)) }
    case 4: bytes.insert(random.element(of: Self.characters), at: place)
    case 5: if place < bytes.count { bytes[place] = random.element(of: Self.characters) }
    case 6: bytes.insert(contentsOf: Array(bytes[part]), at: random.below(bytes.count + 1))
    case 7: bytes.insert(contentsOf: word(&random), at: place)
    case 8: replaceNumber(in: &bytes, from: place, &random)
    case 9: bytes.replaceSubrange(part, with: word(&random))
    case 10:
      let other = random.element(of: corpus.inputs)
      let start = random.below(other.count + 1)
      let end = min(other.count, start + random.below(100))
      bytes.replaceSubrange(part, with: other[start..<end])
    default:
      // Now and then as often as to find what goes as deep as its input.
      let times = random.below(64) == 0 ? 20_000 : random.below(16) == 0 ? 200 : 3
      let part = random.below(2) == 0 ? Array(bytes[part]) : word(&random)
      let repeated = repeatElement(part, count: random.below(times)).joined().prefix(Self.longest)
      bytes.insert(contentsOf: repeated, at: place)
    }
  }

  /// Puts another number in the place of one.
  private func replaceNumber(
    in bytes: inout [UInt8], from place: Int, _ random: inout SplitMix
  ) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let start = bytes[place...].firstIndex(where: { digits.contains($0) }) else { return }
    let end = bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: number(&random))
  }

  private func number(_ random: inout SplitMix) -> [UInt8] {
    // Of large numbers recipes make many tensors and k large values, which take long.
    let isLarge = target != .k && target != .recipe || random.below(50) == 0
    return random.element(of: isLarge ? Self.numbers : Self.smallNumbers)
  }

  private func word(_ random: inout SplitMix) -> [UInt8] {
    random.below(3) == 0 ? number(&random) : random.element(of: Self.words)
  }

  private static let smallNumbers = numbers.filter { $0.count < 4 }

  private static let characters = Array("{}[]()\"'\\:,;#.!&|*?<>=+-_/ \n\te0123456789\u{0}~".utf8)

  private static let numbers = [
    "0", "1", "2", "3", "7", "8", "64", "255", "256", "65535", "65536", "2147483647", "2147483648",
    "4294967295", "4294967296", "4611686018427387904", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e9", "1e308", "1e309",
    "1e-400", "0.5", "-1", "-0", "00", "1.0", "0x10",
  ].map { Array($0.utf8) }

  private static let words =
    [
      "null", "true", "false", "nan", "inf", "-inf", "NaN", "True", "False", "\\u0000", "\\ud800",
      "\\u00e9", "\u{301}", "é", "\u{1f600}", "\"\":", "[[", "{{", "((", "]]", "}}", "))",
      "__metadata__", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "F8_E4M3", "F4", "BOOL", "C64",
      "weight_map", "a.safetensors", "../", "/", "'descr'", "'fortran_order'", "'shape'", ">f8",
      "|O",
      "<U9", "PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "normal", "std", "mean", "=", "0n",
      "0N",
      "0w", "0W", "each", "over", "til", "#", "^", "**", "//", "1/0", "{0..9}", "&a", "*a", "? ",
      "!!str",
      "tensor", "vector", "dict", "where", "::", "`", "()", "max(", "sqrt(",
    ].map { Array($0.utf8) }
}

/// A small generator: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (2014).
struct SplitMix {
  var state: UInt64

  static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  /// One of 0..<`bound`, all nearly equally likely.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  mutating func element<Element>(of array: [Element]) -> Element { array[below(array.count)] }
}
