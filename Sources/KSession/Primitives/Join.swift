/// Joining lists and dictionaries.
enum Join {
  static func join(_ left: KValue, _ right: KValue) throws(KError) -> KValue {
    try join([left, right])
  }

  /// The items of all values, one after the other, or the entries of dictionaries.
  static func join(_ values: [KValue]) throws(KError) -> KValue {
    if values.contains(where: \.isDictionary) { return try merged(values) }
    if let first = values.first?.array, values.allSatisfy({ $0.array?.type == first.type }) {
      return .vector(try first.joined(values))
    }
    var joined = try KList(capacity: count(values))
    for value in values {
      for item in try value.items { try joined.append(item) }
    }
    return try joined.simplified
  }

  private static func count(_ values: [KValue]) -> Int {
    values.reduce(0) { $0 + ($1.count ?? 1) }
  }

  /// An entry replaces the one with the same key in a dictionary to the left.
  private static func merged(_ values: [KValue]) throws(KError) -> KValue {
    let count = count(values)
    var keys = try KList(capacity: count)
    try Workspace.require(count, of: KValue.self)
    var results: [KValue] = []
    results.reserveCapacity(count)
    // A hash table has up to three times the room of what is in it.
    try Workspace.require(3 * count, of: (KValue, Int).self)
    var positions = [KValue: Int](minimumCapacity: count)
    for value in values {
      guard case .dictionary(let dictionary) = value else {
        throw KError("type: , joins a dictionary only with a dictionary")
      }
      for (key, value) in zip(try dictionary.keys.items, try dictionary.values.items) {
        if let position = positions[key] {
          results[position] = value
        } else {
          positions[key] = results.count
          try keys.append(key)
          results.append(value)
        }
      }
    }
    return .dictionary(try KDictionary(keys: try keys.simplified, values: try .listed(results)))
  }
}

extension KValue {
  /// The elements of an atom or a simple list.
  var array: (any KArray)? {
    switch self {
    case .atom(let array), .vector(let array): array
    default: nil
    }
  }

  fileprivate var isDictionary: Bool {
    if case .dictionary = self { return true }
    return false
  }
}
