/// A value as one line that could be typed in.
struct Literal {
  private let format: NumberFormat
  /// Longer texts will be cut, so what is beyond need not be made.
  private let limit: Int
  private var text = ""

  /// The value's text, or if that is longer than `limit` its beginning, which is longer too.
  static func text(_ value: KValue, _ format: NumberFormat, limit: Int) -> String {
    var literal = Literal(format: format, limit: limit)
    literal.append(value)
    return literal.text
  }

  private init(format: NumberFormat, limit: Int) {
    self.format = format
    self.limit = limit
  }

  private var isFull: Bool { text.utf8.count > limit }

  private mutating func append(_ value: KValue) {
    if isFull { return }
    switch value {
    case .atom(let array): append(array, isList: false)
    case .vector(let array): append(array, isList: true)
    case .list(let list): append(list)
    case .dictionary(let dictionary):
      append(dictionary.keys, inParenthesesIf: dictionary.keys.count == 1)
      text += "!"
      append(dictionary.values)
    case .function(let function): text += function.name
    case .handle(let handle): text += handle.description
    case .null: text += "::"
    }
  }

  private mutating func append(_ value: KValue, inParenthesesIf condition: Bool) {
    text += condition ? "(" : ""
    append(value)
    text += condition ? ")" : ""
  }

  private mutating func append(_ array: any KArray, isList: Bool) {
    let type = array.type
    if array.count == 0 {
      text += type == .char ? "\"\"" : "`\(type)$()"
      return
    }
    if isList, array.count == 1 { text += "," }
    // No element is shorter than nothing and its separator, or one digit.
    let texts = array.literalTexts(format, first: limit + 1)
    text += type.prefix
    for (index, element) in texts.enumerated() {
      if index > 0 { text += type.separator }
      text += type == .char ? Self.escaped(element) : element
      if isFull { return }
    }
    text += type == .char ? "\"" : type.suffix(of: texts)
  }

  private mutating func append(_ list: KList) {
    if list.items.count == 1 {
      text += ","
      append(list.items[0])
      return
    }
    text += "("
    for (index, item) in list.items.enumerated() {
      if index > 0 { text += ";" }
      append(item)
      if isFull { return }
    }
    text += ")"
  }

  private static func escaped(_ character: String) -> String {
    switch character {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: character
    }
  }
}

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
