/// Reads a line from the left; what it gives is evaluated from the right.
struct Parser {
  private let tokens: ArraySlice<Token>
  private let end: Int
  private var position: Int
  private var depth = 0

  /// Deeper expressions could overflow the stack.
  private static let maximumDepth = 128

  /// The statements of a line; the last is `nil` where the line ends with a semicolon.
  static func statements(of line: String) throws(KError) -> [Syntax?] {
    let tokens = try Lexer.tokens(of: line)
    var parser = Parser(tokens: tokens[...], end: line.count)
    return try parser.statements()
  }

  private init(tokens: ArraySlice<Token>, end: Int) {
    self.tokens = tokens
    self.end = end
    position = tokens.startIndex
  }

  private var column: Int { position < tokens.endIndex ? tokens[position].column : end }

  private func next(_ offset: Int = 0) -> Token.Kind? {
    position + offset < tokens.endIndex ? tokens[position + offset].kind : nil
  }

  private func isNext(_ character: Character, _ offset: Int = 0) -> Bool {
    if case .punctuation(character) = next(offset) { return true }
    return false
  }

  private mutating func skip(_ character: Character) -> Bool {
    guard isNext(character) else { return false }
    position += 1
    return true
  }

  private mutating func statements() throws(KError) -> [Syntax?] {
    var statements: [Syntax?] = []
    repeat {
      statements.append(isNext(";") || next() == nil ? nil : try expression())
    } while skip(";")
    guard next() == nil else { throw KError("unmatched closing bracket", column: column) }
    return statements
  }

  private var tooDeep: KError {
    KError("limit: expressions nested deeper than \(Self.maximumDepth)", column: column)
  }

  // A term, and what stands to its right.
  private mutating func expression() throws(KError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else { throw tooDeep }
    if let assignment = try assignment() { return assignment }
    let left = try term()
    let column = column
    switch next() {
    case nil, .punctuation(")"), .punctuation("]"), .punctuation(";"): return left
    case .verb(let verb):
      position += 1
      return .infix(String(verb), left, try expression(), column: column)
    case .name(let name) where Primitives.infixNames.contains(name):
      position += 1
      return .infix(name, left, try expression(), column: column)
    case .punctuation(":"): throw KError("assign: the left of : is not a name", column: column)
    default: return .application(left, .one(try expression()), column: left.column)
    }
  }

  private mutating func assignment() throws(KError) -> Syntax? {
    guard case .name(let name) = next() else { return nil }
    let column = column
    if isNext(":", 1) {
      position += 2
      try requireAssignable(name, column)
      return .assignment(name, try expression())
    }
    if case .verb(let verb) = next(1), isNext(":", 2) {
      position += 3
      try requireAssignable(name, column)
      return .amendment(name, verb: verb, try expression(), column: column)
    }
    return nil
  }

  private func requireAssignable(_ name: String, _ column: Int) throws(KError) {
    if Primitives.reservedNames.contains(name) {
      throw KError("assign: \(name) is a word of q", column: column)
    }
  }

  /// A constant, a name or a list, and the brackets behind it.
  private mutating func term() throws(KError) -> Syntax {
    let start = column
    var term: Syntax
    switch next() {
    case .constant(let value): term = .constant(value, column: start)
    case .name(let name): term = .name(name, column: start)
    case .punctuation("("):
      position += 1
      term = try parenthesized(start)
      position -= 1
    case nil: throw KError("the expression ends too early", column: start)
    case .verb(let verb): throw KError("nothing stands left of \(verb)", column: start)
    case .punctuation(let character):
      throw KError("nothing stands left of \(character)", column: start)
    }
    position += 1
    var brackets = 0
    while skip("[") {
      brackets += 1
      guard depth + brackets <= Self.maximumDepth else { throw tooDeep }
      term = .application(term, .bracketed(try items("]", start)), column: start)
    }
    return term
  }

  private mutating func parenthesized(_ start: Int) throws(KError) -> Syntax {
    let items = try items(")", start)
    return items.count == 1 ? items[0] : .list(items)
  }

  /// Expressions between semicolons, up to the closing bracket.
  private mutating func items(_ closing: Character, _ start: Int) throws(KError) -> [Syntax] {
    if skip(closing) { return [] }
    var items: [Syntax] = []
    repeat {
      if isNext(";") || isNext(closing) { throw KError("nyi: elided items", column: column) }
      items.append(try expression())
    } while skip(";")
    guard skip(closing) else {
      throw KError(
        next() == nil ? "unmatched opening bracket" : "unmatched closing bracket",
        column: next() == nil ? start : column)
    }
    return items
  }
}

/// A part of a parsed line.
indirect enum Syntax {
  case constant(KValue, column: Int)
  case name(String, column: Int)
  /// `(a;b;c)`, evaluated from the last to the first.
  case list([Syntax])
  /// `name:value`
  case assignment(String, Syntax)
  /// `name+:value`
  case amendment(String, verb: Character, Syntax, column: Int)
  /// `function argument`, `function[argument;...]`, `list index`
  case application(Syntax, Arguments, column: Int)
  /// `left+right`, or `left each right` with the name of a function.
  case infix(String, Syntax, Syntax, column: Int)

  enum Arguments {
    case one(Syntax)
    case bracketed([Syntax])
  }

  /// Where an error of applying it is shown.
  var column: Int {
    switch self {
    case .constant(_, let column), .name(_, let column), .amendment(_, _, _, let column),
      .application(_, _, let column), .infix(_, _, _, let column):
      column
    case .list(let items): items.first?.column ?? 0
    case .assignment(_, let value): value.column
    }
  }
}
