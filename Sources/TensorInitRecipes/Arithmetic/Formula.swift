import TensorInit

/// A formula of a recipe, as in `3 * d / heads` or `0.02 / sqrt(2 * (i + 1))`, ready to be calculated.
///
/// It has +, -, *, /, ^ (to the power, which binds most tightly, from the right), parentheses, the functions of
/// ``Number/functions``, variables, and the sizes of the tensor's shape, `shape[0]`, negative numbers from the end.
indirect enum Formula: Sendable {
  case number(Number)
  case variable(String)
  case size(Formula)
  case negative(Formula)
  case operation(Operator, Formula, Formula)
  case call(String, [Formula])

  enum Operator: Character, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"
  }

  /// - Throws: `invalidExpression` where the text is none.
  init(_ text: String) throws(TensorInitError) {
    var parser = FormulaParser(text)
    do throws(CalculationFault) {
      self = try parser.formula()
    } catch {
      throw .invalidExpression(expression: text, reason: error.reason)
    }
  }

  /// The formula's value.
  ///
  /// - Parameter variables: Gives a variable's value.
  func value(
    _ variables: borrowing some Variables
  ) throws(CalculationFault) -> Number {
    switch self {
    case .number(let number): return number
    case .variable(let name): return try variables.value(of: name)
    case .size(let index): return try variables.size(try index.value(variables))
    case .negative(let operand): return try .integer(0) - operand.value(variables)
    case .operation(let operation, let first, let second):
      let (first, second) = (try first.value(variables), try second.value(variables))
      return switch operation {
      case .plus: try first + second
      case .minus: try first - second
      case .times: try first * second
      case .over: try first / second
      case .power: try first.raised(to: second)
      }
    case .call(let name, let arguments):
      guard let function = Number.functions[name] else {
        preconditionFailure("the parser knows all functions")
      }
      var numbers: [Number] = []
      for argument in arguments { numbers.append(try argument.value(variables)) }
      return try function(numbers)
    }
  }
}

/// What a formula may name.
protocol Variables {
  func value(of name: String) throws(CalculationFault) -> Number
  /// A size of the tensor's shape.
  func size(_ index: Number) throws(CalculationFault) -> Number
}

/// Reads formulas by descent.
private struct FormulaParser {
  private let text: String
  private var rest: Substring.UnicodeScalarView
  private var depth = 0
  private var length = 0

  /// Each level is a call within a call.
  private static let deepest = 64
  /// And so is each operation of a sum when it is calculated.
  private static let longest = 1000

  init(_ text: String) {
    self.text = text
    rest = Substring(text).unicodeScalars
  }

  mutating func formula() throws(CalculationFault) -> Formula {
    let formula = try sum()
    skipSpace()
    guard let next = rest.first else { return formula }
    throw CalculationFault(
      reason: next == ")" || next == "]"
        ? "'\(next)' closes what is not open" : "'\(Substring(rest))' is no part of a formula")
  }

  /// Goes a level deeper; whoever does comes back.
  private mutating func descend() throws(CalculationFault) {
    guard depth + 1 < Self.deepest else {
      throw CalculationFault(
        reason: "expected at most \(Self.deepest) levels of parentheses and powers")
    }
    depth += 1
  }

  private mutating func sum() throws(CalculationFault) -> Formula {
    try descend()
    defer { depth -= 1 }
    var sum = try product()
    while let operation = try accept("+-") {
      sum = .operation(operation, sum, try product())
    }
    return sum
  }

  private mutating func product() throws(CalculationFault) -> Formula {
    var product = try signed()
    while let operation = try accept("*/") {
      product = .operation(operation, product, try signed())
    }
    return product
  }

  private mutating func signed() throws(CalculationFault) -> Formula {
    var isNegative = false
    while let sign = try accept("+-") { isNegative = isNegative != (sign == .minus) }
    let power = try power()
    return isNegative ? .negative(power) : power
  }

  private mutating func power() throws(CalculationFault) -> Formula {
    try descend()
    defer { depth -= 1 }
    let base = try operand()
    return try accept("^") == nil ? base : .operation(.power, base, try signed())
  }

  private mutating func operand() throws(CalculationFault) -> Formula {
    skipSpace()
    guard let next = rest.first else {
      throw CalculationFault(
        reason: text.isEmpty ? "expected a number" : "the formula ends too early")
    }
    if next == "(" {
      rest.removeFirst()
      let inside = try sum()
      try close(")")
      return inside
    }
    if next.isDigit || next == "." { return .number(try number()) }
    guard next.isLetter else {
      throw CalculationFault(reason: "'\(Substring(rest))' is no part of a formula")
    }
    let name = word()
    skipSpace()
    if name == "shape" {
      guard rest.first == "[" else {
        throw CalculationFault(reason: "expected a size of the shape, as in shape[0]")
      }
      rest.removeFirst()
      let index = try sum()
      try close("]")
      return .size(index)
    }
    guard rest.first == "(" else { return .variable(name) }
    do throws(TensorInitError) {
      _ = try Names.find(name, among: Number.functions.keys.sorted(), kind: "function") { [$0] }
    } catch {
      throw CalculationFault(reason: error.description)
    }
    guard Number.functions[name] != nil else {
      throw CalculationFault(reason: "unknown function '\(name)'")
    }
    rest.removeFirst()
    return .call(name, try arguments())
  }

  private mutating func arguments() throws(CalculationFault) -> [Formula] {
    var arguments = [try sum()]
    skipSpace()
    while rest.first == "," {
      rest.removeFirst()
      arguments.append(try sum())
      skipSpace()
    }
    try close(")")
    return arguments
  }

  // MARK: Words

  private mutating func number() throws(CalculationFault) -> Number {
    var digits = ""
    func isExponent(_ next: Unicode.Scalar) -> Bool {
      guard next == "e" || next == "E", let last = digits.last, last.isNumber || last == "." else {
        return false
      }
      let after = rest.dropFirst().first
      return after.map { $0.isDigit || $0 == "-" || $0 == "+" } ?? false
    }
    while let next = rest.first {
      if next.isDigit || next == "." {
        digits.unicodeScalars.append(next)
        rest.removeFirst()
      } else if isExponent(next) {
        digits += "e"
        rest.removeFirst()
        if let sign = rest.first, !sign.isDigit {
          digits.unicodeScalars.append(sign)
          rest.removeFirst()
        }
      } else {
        break
      }
    }
    if digits.allSatisfy(\.isNumber) {
      guard digits == "0" || !digits.hasPrefix("0") else {
        throw CalculationFault(reason: "the number \(digits) has leading zeros")
      }
      guard let integer = Int(digits) else {
        throw CalculationFault(reason: "\(digits) is an integer beyond 64 bits")
      }
      return .integer(integer)
    }
    guard let real = Double(digits), real.isFinite else {
      throw CalculationFault(reason: "'\(digits)' is not a number")
    }
    return .real(real)
  }

  private mutating func word() -> String {
    let word = rest.prefix { $0.isLetter || $0.isDigit }
    rest = rest[word.endIndex...]
    return String(Substring(word))
  }

  private mutating func accept(_ operators: String) throws(CalculationFault) -> Formula.Operator? {
    skipSpace()
    guard let next = rest.first, operators.unicodeScalars.contains(next) else { return nil }
    rest.removeFirst()
    length += 1
    guard length < Self.longest else {
      throw CalculationFault(reason: "expected at most \(Self.longest) operations")
    }
    return Formula.Operator(rawValue: Character(next))
  }

  private mutating func close(_ bracket: Unicode.Scalar) throws(CalculationFault) {
    skipSpace()
    guard let next = rest.first else {
      throw CalculationFault(
        reason: "a parenthesis is not closed; a comma within needs quotes in YAML")
    }
    guard next == bracket else {
      throw CalculationFault(reason: "'\(Substring(rest))' is no part of a formula")
    }
    rest.removeFirst()
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == " " || $0 == "\t" }
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
  /// Of a name of a variable.
  fileprivate var isLetter: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }
}
