/// `count#list` and `shape#list`.
enum Take {
  /// A list of more elements is refused rather than the memory of the machine filled.
  static let maximumCount = 1 << 27

  static func take(_ left: KValue, _ right: KValue) throws(KError) -> KValue {
    if case .dictionary(let dictionary) = right { return try subset(of: dictionary, left) }
    switch left {
    case .atom(let atom):
      guard let integer = atom.integers?.first else { throw typeError }
      guard let count = integer else { throw KError("length: the count left of # is null") }
      let wanted = try size(count.magnitude)
      let available = right.count ?? 1
      let rest = available == 0 ? 0 : wanted % available
      let start = count < 0 && rest > 0 ? available - rest : 0
      return try row(of: right, wanted, from: start)
    case .vector(let shape):
      guard let integers = shape.integers else { throw typeError }
      var sizes: [Int] = []
      var product = 1
      for integer in integers {
        guard let integer, integer >= 0 else {
          throw KError("length: # takes a shape of sizes of 0 or more")
        }
        sizes.append(try size(integer.magnitude))
        let (next, overflow) = product.multipliedReportingOverflow(by: max(1, sizes.last ?? 1))
        product = try size(overflow ? nil : next.magnitude)
      }
      if sizes.isEmpty { return try row(of: right, 1, from: 0).item(at: .atom(Int64(0))) }
      var position = 0
      return try reshape(right, sizes[...], &position)
    default: throw typeError
    }
  }

  private static let typeError = KError("type: the left of # is not a count or a shape")

  private static func size(_ magnitude: (some UnsignedInteger)?) throws(KError) -> Int {
    guard let magnitude, let size = Int(exactly: magnitude), size <= maximumCount else {
      throw KError("wsfull: a list of more than \(maximumCount) elements")
    }
    return size
  }

  private static func reshape(
    _ source: KValue, _ sizes: ArraySlice<Int>, _ position: inout Int
  ) throws(KError) -> KValue {
    guard let size = sizes.first else { return source }
    if sizes.count == 1 {
      defer { position += size }
      return try row(of: source, size, from: position)
    }
    var items: [KValue] = []
    for _ in 0..<size { items.append(try reshape(source, sizes.dropFirst(), &position)) }
    return try .listed(items)
  }

  /// Items taken in turn, from the start again after the last.
  private static func row(
    of source: KValue, _ count: Int, from start: Int
  ) throws(KError) -> KValue {
    switch source {
    case .atom(let array), .vector(let array):
      return .vector(array.cycled(to: count, from: start))
    default:
      let items = source.items
      if items.isEmpty || count == 0 { return .emptyList }
      return try .listed((0..<count).map { items[(start + $0) % items.count] })
    }
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
