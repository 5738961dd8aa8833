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
    if let function = Primitives.functions[name] ?? LibraryFunctions.functions[name] {
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

extension KSession {
  /// The value of a function, or the items of a list at indices.
  func apply(_ value: KValue, to arguments: KArguments) throws(KError) -> KValue {
    if case .function(let function) = value { return try function.call(self, arguments) }
    switch arguments {
    case .one(let index): return try value.item(at: index)
    case .bracketed(let indices):
      var value = value
      for index in indices { value = try value.item(at: index) }
      return value
    }
  }

  /// A function's values for each item of a list or dictionary; of an atom, its value.
  func each(_ function: KValue, _ argument: KValue) throws(KError) -> KValue {
    guard argument.count != nil else { return try apply(function, to: .one(argument)) }
    let values = try argument.mapped { (item) throws(KError) in
      try apply(function, to: .one(item))
    }.simplified
    guard case .dictionary(let dictionary) = argument else { return values }
    return .dictionary(try KDictionary(keys: dictionary.keys, values: values))
  }
}

extension KValue {
  /// The item at an index or key, or the items at a list of them; nulls where there are none.
  func item(at index: KValue) throws(KError) -> KValue {
    if case .null = index { return self }
    switch self {
    case .dictionary(let dictionary):
      return try dictionary.values.picking(index) { (key) throws(KError) in
        try dictionary.position(of: key) ?? dictionary.count
      }
    case .vector(let array):
      // Of a list of positions, all at once.
      if case .vector(let indices) = index, let longs = try indices.longs {
        return .vector(try array.picking(longs))
      }
      return try picking(index, Self.position)
    case .list: return try picking(index, Self.position)
    case .handle: throw KError("type: tensors are read with tensor, vector or dict")
    case .atom, .function, .null: throw KError("type: the left is neither a function nor a list")
    }
  }

  /// The position that an index means; a null is no position.
  private static func position(_ index: KValue) throws(KError) -> Int {
    guard case .atom(let atom) = index, let position = try atom.longs?.first else {
      throw KError("type: an index is not an integer")
    }
    return Int(position)
  }

  private func picking(
    _ index: KValue, _ position: (KValue) throws(KError) -> Int
  ) throws(KError) -> KValue {
    if index.count != nil {
      let picked = try index.mapped { (item) throws(KError) in try picking(item, position) }
      if picked.items.isEmpty, case .vector(let array) = self {
        return .vector(array.type.emptyArray)
      }
      return try picked.simplified
    }
    let position = try position(index)
    switch self {
    case .vector(let array): return .atom(array.picking(position))
    case .list(let list) where list.items.indices.contains(position): return list.items[position]
    case .list(let list):
      // What is missing has the first item's type.
      guard case .vector(let first)? = list.items.first else { return .emptyList }
      return .vector(try first.type.emptyArray.cycled(to: first.count, from: 0))
    default: throw KError("type: the dictionary's values are not a list")
    }
  }
}
