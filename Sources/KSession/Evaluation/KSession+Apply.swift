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
    var results: [KValue] = []
    for item in argument.items { results.append(try apply(function, to: .one(item))) }
    let values = try KValue.listed(results)
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
        dictionary.position(of: key)
      }
    case .vector, .list:
      return try picking(index) { (index) throws(KError) in
        guard case .atom(let atom) = index, let integer = atom.integers?.first else {
          throw KError("type: an index is not an integer")
        }
        return integer.flatMap { Int(exactly: $0) } ?? -1
      }
    case .handle: throw KError("type: tensors are read with tensor, vector or dict")
    case .atom, .function, .null: throw KError("type: the left is neither a function nor a list")
    }
  }

  private func picking(
    _ index: KValue, _ position: (KValue) throws(KError) -> Int
  ) throws(KError) -> KValue {
    if index.count != nil {
      var picked: [KValue] = []
      for item in index.items { picked.append(try picking(item, position)) }
      if picked.isEmpty, case .vector(let array) = self { return .vector(array.type.emptyArray) }
      return try .listed(picked)
    }
    let position = try position(index)
    switch self {
    case .vector(let array): return .atom(array.picking(CollectionOfOne(position)))
    case .list(let list) where list.items.indices.contains(position): return list.items[position]
    case .list(let list):
      // What is missing has the first item's type.
      guard case .vector(let first)? = list.items.first else { return .emptyList }
      return .vector(first.picking(repeatElement(-1, count: first.count)))
    default: throw KError("type: the dictionary's values are not a list")
    }
  }
}
