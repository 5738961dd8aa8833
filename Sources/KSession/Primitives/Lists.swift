/// Functions of lists.
enum Lists {
  static func til(_ value: KValue) throws(KError) -> KValue {
    guard case .atom(let atom) = value, let count = atom.integers?.first ?? nil, count >= 0 else {
      throw KError("type: til: expected a number of 0 or more")
    }
    guard count <= Take.maximumCount else {
      throw KError("wsfull: a list of more than \(Take.maximumCount) elements")
    }
    return .vector((0..<count).map { $0 })
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
    guard case .list(let list) = value else { return value }
    var result = list.items.first ?? value
    if result.count == nil { result = try .listed([result]) }
    for item in list.items.dropFirst() { result = try Join.join(result, item) }
    return result
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
      return .vector(array.cellTexts(format).joined().utf8.map { KCharacter(byte: $0) })
    case .vector, .list:
      var items: [KValue] = []
      for item in value.items { items.append(try string(item, format)) }
      return items.isEmpty ? .emptyList : .list(try KList(items))
    case .dictionary(let dictionary):
      return .dictionary(
        try KDictionary(
          keys: dictionary.keys, values: try string(dictionary.values, format)))
    case .function, .handle, .null: throw KError("type: string: expected numbers or symbols")
    }
  }
}
