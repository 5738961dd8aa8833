/// The text `name`, `name(value, ...)` or `name(key=value, ...)`, taken apart.
///
/// A value may have commas within parentheses: `(0, 1)`, or `normal(0, 1)`.
struct Expression {
  let text: String
  let name: String
  /// What makes numbers of arguments that are no literals, if anything does.
  let calculation: Calculation?
  private let values: [(key: String?, value: String)]

  /// - Throws: `invalidExpression` where the text has another form.
  init(_ text: String, calculating calculation: Calculation?) throws(TensorInitError) {
    self.text = text
    self.calculation = calculation
    let trimmed = Self.trimmed(text)
    let nameEnd = trimmed.firstIndex(of: "(") ?? trimmed.endIndex
    name = Self.trimmed(trimmed[..<nameEnd])
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
      throw .invalidExpression(expression: text, reason: "expected name(key=value, ...)")
    }
    guard nameEnd < trimmed.endIndex else {
      values = []
      return
    }
    guard trimmed.last == ")" else {
      throw .invalidExpression(
        expression: text, reason: "expected a closing parenthesis at the end")
    }
    let inside = trimmed[trimmed.index(after: nameEnd)...].dropLast()
    values = try Self.values(in: inside, of: text)
  }

  private static func values(
    in inside: Substring, of text: String
  ) throws(TensorInitError) -> [(key: String?, value: String)] {
    if trimmed(inside).isEmpty { return [] }
    var values: [(key: String?, value: String)] = []
    for part in try parts(of: inside, separatedBy: ",", in: text) {
      let sides = try parts(of: part, separatedBy: "=", in: text).map(trimmed)
      guard sides.count <= 2, sides.allSatisfy({ !$0.isEmpty }) else {
        throw .invalidExpression(
          expression: text, reason: "'\(trimmed(part))' is not a value or key=value")
      }
      if sides.count == 1, values.last?.key != nil {
        throw .invalidExpression(
          expression: text, reason: "the value '\(sides[0])' without a key follows one with a key")
      }
      values.append((sides.count == 2 ? sides[0] : nil, sides[sides.count - 1]))
    }
    return values
  }

  /// The parts of a text between separators that are in no parentheses or brackets of it.
  ///
  /// - Parameter expression: What the text is of, for errors.
  /// - Throws: `invalidExpression` where these don't match, or are nested too deeply.
  static func parts(
    of text: Substring, separatedBy separator: Character, in expression: String
  ) throws(TensorInitError) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var closing: [Character] = []
    for index in text.indices {
      switch text[index] {
      case "(": closing.append(")")
      case "[": closing.append("]")
      case ")", "]":
        guard closing.popLast() == text[index] else {
          throw .invalidExpression(
            expression: expression, reason: "'\(text[index])' closes what is not open")
        }
      case separator where closing.isEmpty:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
      guard closing.count < deepest else {
        throw .invalidExpression(
          expression: expression, reason: "expected at most \(deepest) levels of parentheses")
      }
    }
    guard closing.isEmpty else {
      throw .invalidExpression(expression: expression, reason: "a parenthesis is not closed")
    }
    return parts + [text[start...]]
  }

  /// Initializers of initializers are read by calls within calls.
  private static let deepest = 32

  /// The values as texts, by the names of the parameters that they are for.
  ///
  /// - Throws: `invalidExpression` for too many values or one given twice, `unknownName` for a key
  ///   that is no parameter.
  func texts(
    forParameters parameters: [String], of function: String, onlyParameter: String?
  ) throws(TensorInitError) -> [String: String] {
    var texts: [String: String] = [:]
    let only = values.count == 1 ? onlyParameter : nil
    for (position, argument) in values.enumerated() {
      let parameter: String
      if let key = argument.key {
        parameter = try Names.find(key, among: parameters, kind: "argument of \(function)") { [$0] }
      } else if position < parameters.count {
        parameter = only ?? parameters[position]
      } else {
        throw .invalidExpression(
          expression: text,
          reason: parameters.isEmpty
            ? "\(function) takes no arguments"
            : "\(function) takes \(Names.counted(parameters.count, "argument")) at most")
      }
      guard texts.updateValue(argument.value, forKey: parameter) == nil else {
        throw .invalidExpression(expression: text, reason: "\(parameter) is given twice")
      }
    }
    return texts
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
