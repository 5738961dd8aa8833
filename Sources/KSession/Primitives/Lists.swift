/// Functions of lists.
enum Lists {
  static func til(_ value: KValue) throws(KError) -> KValue {
    guard let count = try value.integer, count >= 0 else {
      throw KError("type: til: expected a number of 0 or more")
    }
    try Workspace.require(Int(count), of: Int64.self)
    return .vector(Array(0..<count))
  }

  static func end(_ value: KValue, isLast: Bool) throws(KError) -> KValue {
    if case .dictionary(let dictionary) = value {
      return try end(dictionary.values, isLast: isLast)
    }
    guard let count = value.count else { return value }
    return try value.item(at: .atom(Int64(isLast ? count - 1 : 0)))
  }

  /// The items of the items.
  static func raze(_ value: KValue) throws(KError) -> KValue {
    guard case .list(let list) = value, !list.items.isEmpty else { return value }
    return try Join.join(list.items)
  }

  static func dictionary(_ value: KValue, _ function: String) throws(KError) -> KDictionary {
    guard case .dictionary(let dictionary) = value else {
      throw KError("type: \(function): expected a dictionary")
    }
    return dictionary
  }

  static func string(_ value: KValue, _ format: NumberFormat) throws(KError) -> KValue {
    switch value {
    case .atom(let array):
      let text = array.cellTexts(format, first: 1).joined().utf8
      try Workspace.require(text.count, of: KCharacter.self)
      return .vector(text.map { KCharacter(byte: $0) })
    case .vector, .list:
      return .list(try value.mapped { (item) throws(KError) in try string(item, format) })
    case .dictionary(let dictionary):
      return .dictionary(
        try KDictionary(
          keys: dictionary.keys, values: try string(dictionary.values, format)))
    case .function, .handle, .null: throw KError("type: string: expected numbers or symbols")
    }
  }
}
