import TensorInit

/// A text for the YAML parser, with other characters for some.
///
/// The parser compares the keys of a mapping, after it has put in what aliases stand for. It takes keys that are
/// canonically equivalent for one, and of a few lines of aliases of aliases it makes a key that takes
/// forever to compare. So each asterisk, with which an alias begins, and each character from U+0300 on, one of which
/// every two equivalent texts differ by, is written as a character of private use that stands for it. Lines and
/// columns stay what they are.
struct CodedText {
  let text: String
  private let originals: [Unicode.Scalar: Unicode.Scalar]

  /// `nil` for a text of more different characters than there are for private use.
  init?(_ original: String) {
    guard original.unicodeScalars.contains(where: Self.isCoded) else {
      text = original
      originals = [:]
      return
    }
    var codes: [Unicode.Scalar: Unicode.Scalar] = [:]
    var coded = String.UnicodeScalarView()
    for scalar in original.unicodeScalars {
      if !Self.isCoded(scalar) {
        coded.append(scalar)
      } else if let code = codes[scalar] {
        coded.append(code)
      } else {
        guard let code = Self.code(codes.count) else { return nil }
        codes[scalar] = code
        coded.append(code)
      }
    }
    text = String(coded)
    originals = Dictionary(uniqueKeysWithValues: codes.map { ($1, $0) })
  }

  /// Whether it is the text itself, in which then no alias is.
  var isOriginal: Bool { originals.isEmpty }

  func decoded(_ part: String) -> String {
    if isOriginal { return part }
    var decoded = String.UnicodeScalarView()
    for scalar in part.unicodeScalars { decoded.append(originals[scalar] ?? scalar) }
    return String(decoded)
  }

  private static func isCoded(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "*": true
    // Line breaks, a mark of the text's encoding, and what YAML forbids keep their meaning.
    case "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{ffff}": false
    default: scalar.value >= 0x300
    }
  }

  /// The characters of private use in planes 15 and 16.
  private static func code(_ number: Int) -> Unicode.Scalar? {
    let perPlane = 0xfffe
    guard number < 2 * perPlane else { return nil }
    return Unicode.Scalar(UInt32(0xf_0000 + number / perPlane << 16 + number % perPlane))
  }
}
