/// Evaluates what the parser gives, from the right to the left.
struct Evaluator {
  let session: KSession

  /// What a line prints; `nil` where it ends with a semicolon or an assignment.
  func result(of line: String) throws(KError) -> KValue? {
    var result: KValue?
    for statement in try Parser.statements(of: line) {
      result = nil
      guard let statement, session.exitStatus == nil else { continue }
      let value = try evaluate(statement)
      switch statement {
      case .assignment, .amendment: break
      default: result = value
      }
    }
    return result
  }

  private func evaluate(_ syntax: Syntax) throws(KError) -> KValue {
    switch syntax {
    case .constant(let value, _): return value
    case .name(let name, let column): return try value(of: name, column)
    case .list(let items): return try .listed(try evaluate(items))
    case .assignment(let name, let syntax):
      let value = try evaluate(syntax)
      session.variables[name] = value
      return value
    case .amendment(let name, let verb, let syntax, let column):
      let right = try evaluate(syntax)
      let left = try value(of: name, column)
      return try located(column) { () throws(KError) in
        let value = try Primitives.infix(String(verb), left, right, in: session)
        session.variables[name] = value
        return value
      }
    case .infix(let name, let left, let right, let column):
      let right = try evaluate(right)
      let left = try evaluate(left)
      return try located(column) { () throws(KError) in
        try Primitives.infix(name, left, right, in: session)
      }
    case .application(let function, let arguments, let column):
      let arguments = try evaluate(arguments)
      let function = try evaluate(function)
      return try located(column) { () throws(KError) in
        try session.apply(function, to: arguments)
      }
    }
  }

  private func evaluate(_ items: [Syntax]) throws(KError) -> [KValue] {
    var values: [KValue] = []
    for item in items.reversed() { values.append(try evaluate(item)) }
    return values.reversed()
  }

  private func evaluate(_ arguments: Syntax.Arguments) throws(KError) -> KArguments {
    switch arguments {
    case .one(let argument): .one(try evaluate(argument))
    case .bracketed(let items): .bracketed(try evaluate(items))
    }
  }

  private func value(of name: String, _ column: Int) throws(KError) -> KValue {
    if let value = session.variables[name] { return value }
    if let function = Primitives.functions[name] ?? Calls.functions[name] {
      return .function(function)
    }
    throw KError(name, column: column)
  }

  private func located(
    _ column: Int, _ body: () throws(KError) -> KValue
  ) throws(KError) -> KValue {
    do throws(KError) {
      return try body()
    } catch {
      throw error.located(at: column)
    }
  }
}
