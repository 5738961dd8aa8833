import TensorInit

/// A key, or a chord with Ctrl, as terminals send them.
enum Key: Equatable {
  case character(Character)
  case enter, end, interrupt
  case left, right, home, lineEnd
  case up, down
  case deleteLeft, deleteRight
  case deleteToStart, deleteToEnd, deleteWord
  case clearScreen
  case other

  /// The next key; `nil` where the terminal is gone.
  static func next(from terminal: RawTerminal) throws(TensorInitError) -> Key? {
    guard let byte = try terminal.byte() else { return nil }
    switch byte {
    case 0x1b: return terminal.hasMore ? try escaped(from: terminal) : .other
    case 0x20...0x7e: return .character(Character(UnicodeScalar(byte)))
    case 0x80...: return try character(startingWith: byte, from: terminal)
    default: return controls[byte] ?? .other
    }
  }

  private static let controls: [UInt8: Key] = [
    control("A"): .home, control("B"): .left, control("C"): .interrupt, control("D"): .end,
    control("E"): .lineEnd, control("F"): .right, control("H"): .deleteLeft,
    control("I"): .character(" "), control("J"): .enter, control("K"): .deleteToEnd,
    control("L"): .clearScreen, control("M"): .enter, control("N"): .down, control("P"): .up,
    control("U"): .deleteToStart, control("W"): .deleteWord, 0x7f: .deleteLeft,
  ]

  private static func control(_ letter: Unicode.Scalar) -> UInt8 {
    UInt8(truncatingIfNeeded: letter.value & 0x1f)
  }

  /// What follows an escape: `[A`, `OA`, `[3~`, `[1;5C`, ...
  private static func escaped(from terminal: RawTerminal) throws(TensorInitError) -> Key {
    guard let first = try terminal.byte(), first == UInt8(ascii: "[") || first == UInt8(ascii: "O")
    else { return .other }
    var parameters = ""
    while terminal.hasMore, let byte = try terminal.byte() {
      let scalar = UnicodeScalar(byte)
      // Parameters are digits and semicolons; what comes then names the key.
      guard byte >= 0x40 else {
        parameters.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "A": return .up
      case "B": return .down
      case "C": return .right
      case "D": return .left
      case "H": return .home
      case "F": return .lineEnd
      case "~":
        return switch parameters {
        case "1", "7": .home
        case "4", "8": .lineEnd
        case "3": .deleteRight
        default: .other
        }
      default: return .other
      }
    }
    return .other
  }

  /// A character of several bytes in UTF-8.
  private static func character(
    startingWith first: UInt8, from terminal: RawTerminal
  ) throws(TensorInitError) -> Key {
    var bytes = [first]
    let count = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    while bytes.count < count, terminal.hasMore, let byte = try terminal.byte() {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self).first.map { .character($0) } ?? .other
  }
}
