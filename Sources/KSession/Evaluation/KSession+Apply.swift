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
