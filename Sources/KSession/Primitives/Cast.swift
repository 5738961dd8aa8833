/// `` `type$x `` and `` `$"name" ``.
enum Cast {
  static func cast(_ left: KValue, _ right: KValue) throws(KError) -> KValue {
    guard case .atom(let atom) = left, let symbol = atom.elements(KSymbol.self)?.first else {
      throw KError("type: the left of $ is not a symbol")
    }
    if symbol.name.isEmpty { return try symbols(right) }
    guard let type = KType(named: symbol.name) else {
      throw KError("\(symbol.name): not a type")
    }
    return try cast(right, to: type)
  }

  private static func cast(_ value: KValue, to type: KType) throws(KError) -> KValue {
    switch value {
    case .atom(let array): return .atom(try cast(array, to: type))
    case .vector(let array): return .vector(try cast(array, to: type))
    case .list(let list):
      if list.items.isEmpty { return .vector(type.emptyArray) }
      var items: [KValue] = []
      for item in list.items { items.append(try cast(item, to: type)) }
      return try .listed(items)
    case .dictionary(let dictionary):
      return .dictionary(
        try KDictionary(keys: dictionary.keys, values: try cast(dictionary.values, to: type)))
    case .function, .handle, .null: throw KError("type: $ is for numbers")
    }
  }

  private static func cast(_ array: any KArray, to type: KType) throws(KError) -> any KArray {
    if array.type == type { return array }
    let result =
      if let integers = array.integers {
        type.array(truncating: integers)
      } else {
        array.numbers.flatMap { type.array(nearestTo: $0) }
      }
    guard let result else {
      throw KError("type: $ can't make \(type) of \(array.type)")
    }
    return result
  }

  private static func symbols(_ value: KValue) throws(KError) -> KValue {
    if let characters = value.array?.elements(KCharacter.self) {
      return .symbol(String(decoding: characters.map(\.byte), as: UTF8.self))
    }
    if case .list(let list) = value {
      var items: [KValue] = []
      for item in list.items { items.append(try symbols(item)) }
      return try .listed(items)
    }
    throw KError("type: `$ makes symbols of strings")
  }
}
