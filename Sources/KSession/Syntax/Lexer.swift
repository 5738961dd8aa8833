/// Splits a line into its tokens.
struct Lexer {
  private let characters: [Character]
  private var position = 0
  private var tokens: [Token] = []

  /// The tokens of a line, from which the comment is already gone.
  static func tokens(of line: String) throws(KError) -> [Token] {
    var lexer = Lexer(characters: Array(line))
    try lexer.run()
    return lexer.tokens
  }

  private init(characters: [Character]) {
    self.characters = characters
  }

  private mutating func run() throws(KError) {
    while let character = peek() {
      let start = position
      do throws(KError) {
        if let kind = try next(character) { tokens.append(Token(kind: kind, column: start)) }
      } catch {
        throw error.located(at: start)
      }
    }
  }

  private func peek(_ offset: Int = 0) -> Character? {
    characters.indices.contains(position + offset) ? characters[position + offset] : nil
  }

  private mutating func take(while condition: (Character) -> Bool) -> String {
    let start = position
    while let character = peek(), condition(character) { position += 1 }
    return String(characters[start..<position])
  }

  /// The token that starts here; `nil` for white space.
  private mutating func next(_ character: Character) throws(KError) -> Token.Kind? {
    switch character {
    case _ where character.isWhitespace:
      position += 1
      return nil
    case "`": return .constant(symbols())
    case "\"": return .constant(try string())
    case _ where startsNumber(character): return .constant(try numbers())
    case _ where character.isNameStart:
      return .name(take { $0.isNameStart || $0.isDigit || $0 == "." || $0 == "_" })
    case ":" where peek(1) == ":":
      position += 2
      return .constant(.null)
    case "(", ")", "[", "]", ";", ":":
      position += 1
      return .punctuation(character)
    case "+", "-", "*", "%", "#", "!", ",", "~", "$", "=", "<", ">":
      position += 1
      return .verb(character)
    default: throw KError("nyi: \(character)")
    }
  }

  /// A minus is part of a number where nothing stands before it that something could be taken from.
  private func startsNumber(_ character: Character) -> Bool {
    switch character {
    case _ where character.isDigit: return true
    case ".": return peek(1)?.isDigit == true
    case "-":
      guard peek(1)?.isDigit == true || peek(1) == "." && peek(2)?.isDigit == true else {
        return false
      }
      guard position > 0, !characters[position - 1].isWhitespace else { return true }
      return switch tokens.last?.kind {
      case .verb, .punctuation("("), .punctuation("["), .punctuation(";"), .punctuation(":"), nil:
        true
      default: false
      }
    default: return false
    }
  }

  /// Numbers with nothing but spaces between them are one list.
  private mutating func numbers() throws(KError) -> KValue {
    var words: [String] = []
    while let character = peek(), startsNumber(character) {
      let start = position
      position += 1
      while let character = peek(), continuesNumber(character) { position += 1 }
      words.append(String(characters[start..<position]))
      let end = position
      _ = take { $0 == " " }
      // A minus then belongs to a number only if it stands apart from the last one.
      guard position > end, let character = peek(), startsNumber(character) else {
        position = end
        break
      }
    }
    return try NumberLiteral.value(of: words)
  }

  private func continuesNumber(_ character: Character) -> Bool {
    if character.isDigit || character.isNameStart || character == "." { return true }
    // The sign of an exponent.
    return (character == "-" || character == "+") && characters[position - 1] == "e"
      && position >= 2 && (characters[position - 2].isDigit || characters[position - 2] == ".")
      && peek(1)?.isDigit == true
  }

  private mutating func symbols() -> KValue {
    var names: [String] = []
    while peek() == "`" {
      position += 1
      names.append(take { $0.isNameStart || $0.isDigit || $0 == "." || $0 == "_" })
    }
    return names.count == 1 ? .symbol(names[0]) : .symbols(names)
  }

  private mutating func string() throws(KError) -> KValue {
    position += 1
    var bytes: [UInt8] = []
    while let character = peek(), character != "\"" {
      position += 1
      guard character == "\\" else {
        bytes += Array(String(character).utf8)
        continue
      }
      let octal = characters[position...].prefix(3)
      if octal.count == 3, octal.allSatisfy(\.isDigit), let byte = UInt8(String(octal), radix: 8) {
        position += 3
        bytes.append(byte)
        continue
      }
      let escapes: [Character: Character] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "\"": "\"",
      ]
      guard let escaped = peek(), let meant = escapes[escaped] else {
        throw KError("the string has an unknown escape")
      }
      position += 1
      bytes += Array(String(meant).utf8)
    }
    guard peek() != nil else { throw KError("the string has no closing quote") }
    position += 1
    let elements = bytes.map { KCharacter(byte: $0) }
    return elements.count == 1 ? .atom(elements) : .vector(elements)
  }
}

extension Character {
  fileprivate var isDigit: Bool { isASCII && isNumber }
  fileprivate var isNameStart: Bool { isASCII && isLetter }
}

/// A word of a line.
struct Token {
  enum Kind {
    case constant(KValue)
    case name(String)
    /// `+ - * % # ! , ~ $ = < >`
    case verb(Character)
    /// `( ) [ ] ; :`
    case punctuation(Character)
  }

  var kind: Kind
  /// Where it starts, counted in characters.
  var column: Int
}
