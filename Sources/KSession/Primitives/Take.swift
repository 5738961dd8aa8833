/// `count#list` and `shape#list`.
enum Take {
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
