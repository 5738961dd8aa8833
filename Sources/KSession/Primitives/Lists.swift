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
    return try join(list.items)
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

/// Joining lists and dictionaries.
extension Lists {
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

/// `count#list` and `shape#list`.
extension Lists {
  static func take(_ left: KValue, _ right: KValue) throws(KError) -> KValue {
    if case .dictionary(let dictionary) = right { return try subset(of: dictionary, left) }
    switch left {
    case .atom(let atom):
      guard let count = try atom.longs?.first else { throw typeError }
      guard !count.isNull else { throw KError("length: the count left of # is null") }
      let wanted = Int(count.magnitude)
      let available = right.count ?? 1
      let rest = available == 0 ? 0 : wanted % available
      let start = count < 0 && rest > 0 ? available - rest : 0
      return try row(of: right, wanted, from: start)
    case .vector(let shape):
      guard let longs = try shape.longs else { throw typeError }
      guard longs.allSatisfy({ $0 >= 0 }) else {
        throw KError("length: # takes a shape of sizes of 0 or more")
      }
      try Workspace.check(depth: longs.count, byteCount: leastByteCount(of: longs))
      if longs.isEmpty { return try row(of: right, 1, from: 0).item(at: .atom(Int64(0))) }
      var position = 0
      return try reshape(right, longs.map { Int($0) }[...], &position)
    default: throw typeError
    }
  }

  private static let typeError = KError("type: the left of # is not a count or a shape")

  /// No value of this shape takes fewer bytes.
  private static func leastByteCount(of shape: [Int64]) -> Int {
    // The last sizes may be 0, but not the lists before them that are then empty.
    shape.reduce(1) { count, size in
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(max(1, size)))
      return overflow ? .max : product
    }
  }

  private static func reshape(
    _ source: KValue, _ sizes: ArraySlice<Int>, _ position: inout Int
  ) throws(KError) -> KValue {
    guard let size = sizes.first else { return source }
    if sizes.count == 1 {
      defer { position += size }
      return try row(of: source, size, from: position)
    }
    var items = try KList(capacity: size)
    for _ in 0..<size { try items.append(try reshape(source, sizes.dropFirst(), &position)) }
    return try items.simplified
  }

  /// Items taken in turn, from the start again after the last.
  private static func row(
    of source: KValue, _ count: Int, from start: Int
  ) throws(KError) -> KValue {
    if let array = source.array { return .vector(try array.cycled(to: count, from: start)) }
    let items = try source.items
    if items.isEmpty || count == 0 { return .emptyList }
    var row = try KList(capacity: count)
    for place in 0..<count { try row.append(items[(start + place) % items.count]) }
    return try row.simplified
  }

  /// The entries of a dictionary with these keys.
  private static func subset(
    of dictionary: KDictionary, _ left: KValue
  ) throws(KError) -> KValue {
    let keys = left.count == nil ? try KValue.listed([left]) : left
    let values = try KValue.dictionary(dictionary).item(at: keys)
    return .dictionary(try KDictionary(keys: keys, values: values))
  }
}
