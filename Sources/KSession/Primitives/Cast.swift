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
      return try value.mapped { (item) throws(KError) in try cast(item, to: type) }.simplified
    case .dictionary(let dictionary):
      return .dictionary(
        try KDictionary(keys: dictionary.keys, values: try cast(dictionary.values, to: type)))
    case .function, .handle, .null: throw KError("type: $ is for numbers")
    }
  }

  private static func cast(_ array: any KArray, to type: KType) throws(KError) -> any KArray {
    if array.type == type { return array }
    let result =
      if let longs = try array.longs {
        try type.array(truncating: longs)
      } else if let numbers = try array.numbers {
        try type.array(nearestTo: numbers)
      } else {
        nil as (any KArray)?
      }
    guard let result else {
      throw KError("type: $ can't make \(type) of \(array.type)")
    }
    return result
  }

  private static func symbols(_ value: KValue) throws(KError) -> KValue {
    if let characters = value.array?.elements(KCharacter.self) {
      guard characters.count <= KSession.maximumLineLength else {
        throw KError("limit: a symbol of more than \(KSession.maximumLineLength) bytes")
      }
      try Workspace.require(characters.count, of: UInt8.self)
      return .symbol(String(decoding: characters.lazy.map(\.byte), as: UTF8.self))
    }
    if case .list = value {
      return try value.mapped { (item) throws(KError) in try symbols(item) }.simplified
    }
    throw KError("type: `$ makes symbols of strings")
  }
}
