/// The texts of a simple list's elements, from which lines and cells are made.
extension KArray {
  /// As they stand in a cell of a matrix, where nulls are blank.
  ///
  /// - Parameter first: How many are wanted.
  func cellTexts(_ format: NumberFormat, first: Int) -> [String] {
    texts(format, first: first, nullsAreBlank: true)
  }

  /// As they stand in a literal.
  ///
  /// - Parameter first: How many are wanted.
  func literalTexts(_ format: NumberFormat, first: Int) -> [String] {
    texts(format, first: first, nullsAreBlank: false)
  }
}

extension KType {
  /// What follows the elements of a literal, where they don't show the type themselves.
  func suffix(of texts: [String]) -> String {
    switch self {
    case .boolean: "b"
    case .short: "h"
    case .int: "i"
    case .real: "e"
    case .float: texts.allSatisfy { $0.allSatisfy { $0.isNumber || $0 == "-" } } ? "f" : ""
    case .byte, .char, .long, .symbol: ""
    }
  }

  /// What stands before the elements of a literal.
  var prefix: String {
    switch self {
    case .byte: "0x"
    case .char: "\""
    case .symbol: "`"
    default: ""
    }
  }

  /// What stands between them.
  var separator: String {
    switch self {
    case .boolean, .byte, .char: ""
    case .symbol: "`"
    default: " "
    }
  }

  /// Whether lists of such lists are printed in columns; others are one text.
  var hasColumns: Bool { separator == " " || self == .symbol }
}
