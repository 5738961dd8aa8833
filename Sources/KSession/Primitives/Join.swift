/// Joining lists and dictionaries.
enum Join {
  static func join(_ left: KValue, _ right: KValue) throws(KError) -> KValue {
    switch (left, right) {
    case (.dictionary(let left), .dictionary(let right)): return try merged(left, right)
    case (.dictionary, _), (_, .dictionary):
      throw KError("type: , joins a dictionary only with a dictionary")
    default: break
    }
    if let first = left.array, let second = right.array {
      let (count, overflow) = first.count.addingReportingOverflow(second.count)
      guard !overflow, count <= Take.maximumCount else {
        throw KError("wsfull: a list of more than \(Take.maximumCount) elements")
      }
      if let joined = first.joined(with: second) { return .vector(joined) }
    }
    return try .listed(left.items + right.items)
  }

  /// Entries of the right replace those of the left with the same key.
  private static func merged(
    _ left: KDictionary, _ right: KDictionary
  ) throws(KError) -> KValue {
    var keys = left.keys.items
    var values = left.values.items
    for (key, value) in zip(right.keys.items, right.values.items) {
      if let position = keys.firstIndex(where: { $0.matches(key) }) {
        values[position] = value
      } else {
        keys.append(key)
        values.append(value)
      }
    }
    return .dictionary(
      try KDictionary(keys: try .listed(keys), values: try .listed(values)))
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
}
