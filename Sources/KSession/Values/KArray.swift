/// A simple list, of elements of one type; Swift's arrays of elements are.
protocol KArray: Sendable {
  var type: KType { get }
  var count: Int { get }
  /// The bytes that it takes.
  var byteCount: Int { get }
  /// The elements as numbers, nulls as nan; `nil` where they are none.
  var numbers: [Double]? { get throws(KError) }
  /// The elements as longs, nulls as the null of longs; `nil` where they are none.
  var longs: [Int64]? { get throws(KError) }
  /// The element at a position, or the null where there is none.
  func picking(_ position: Int) -> any KArray
  /// The elements at these positions; nulls for those that aren't there.
  func picking(_ positions: [Int64]) throws(KError) -> any KArray
  /// The elements taken in turn, from the start again after the last, until there are `count`.
  func cycled(to count: Int, from start: Int) throws(KError) -> any KArray
  /// The elements of simple lists and atoms of this list's type, one after the other.
  func joined(_ values: [KValue]) throws(KError) -> any KArray
  /// Whether both have the same type and elements, nulls being equal.
  func matches(_ other: any KArray) -> Bool
  /// Equal lists have equal hashes.
  func hashElements(into hasher: inout Hasher)
  /// The texts of the first elements, without the type's suffix or quotes.
  func texts(_ format: NumberFormat, first: Int, nullsAreBlank: Bool) -> [String]
}

extension KArray {
  /// The elements, if they are of this type.
  func elements<Element: KElement>(_: Element.Type) -> [Element]? {
    // An empty array converts to arrays of any type.
    type == Element.type ? self as? [Element] : nil
  }
}

extension Array: KArray where Element: KElement {
  var type: KType { Element.type }
  var byteCount: Int { count * Workspace.byteCount(of: Element.self) }

  var numbers: [Double]? {
    get throws(KError) {
      guard Element.type.isNumeric else { return nil }
      // The long lists are of these types. Loops that know their type are compiled for it and many
      // times faster than those over elements of any type.
      if let floats = elements(Double.self) { return floats }
      try Workspace.require(count, of: Double.self)
      if let reals = elements(Float.self) { return reals.map { Double($0) } }
      if let longs = elements(Int64.self) { return longs.map { $0.isNull ? .nan : Double($0) } }
      return map { $0.number ?? .nan }
    }
  }

  var longs: [Int64]? {
    get throws(KError) {
      guard Element.type.isNumeric, !Element.type.isFloatingPoint else { return nil }
      if let longs = elements(Int64.self) { return longs }
      try Workspace.require(count, of: Int64.self)
      return map { $0.integer ?? .null }
    }
  }

  func picking(_ position: Int) -> any KArray {
    [indices.contains(position) ? self[position] : Element.null]
  }

  @specialized(where Element == Int64)
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  func picking(_ positions: [Int64]) throws(KError) -> any KArray {
    try Workspace.require(positions.count, of: Element.self)
    return positions.map { indices.contains(Int($0)) ? self[Int($0)] : Element.null }
  }

  @specialized(where Element == Int64)
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  func cycled(to count: Int, from start: Int) throws(KError) -> any KArray {
    if count == self.count, start == 0 { return self }
    try Workspace.require(count, of: Element.self)
    if self.count <= 1 { return [Element](repeating: first ?? Element.null, count: count) }
    return (0..<count).map { self[(start + $0) % self.count] }
  }

  func joined(_ values: [KValue]) throws(KError) -> any KArray {
    let arrays = values.lazy.compactMap { $0.array?.elements(Element.self) }
    if values.count == 1, let only = arrays.first { return only }
    let count = arrays.reduce(0) { $0 + $1.count }
    try Workspace.require(count, of: Element.self)
    var joined: [Element] = []
    joined.reserveCapacity(count)
    for elements in arrays { joined += elements }
    return joined
  }

  @specialized(where Element == Int64)
  @specialized(where Element == Double)
  @specialized(where Element == Float)
  func matches(_ other: any KArray) -> Bool {
    guard let other = other.elements(Element.self), count == other.count else { return false }
    return zip(self, other).allSatisfy { $0 == $1 || $0.isNull && $1.isNull }
  }

  func hashElements(into hasher: inout Hasher) {
    // There are nulls of several bit patterns.
    for element in self { hasher.combine(element.isNull ? Element.null : element) }
  }

  func texts(_ format: NumberFormat, first: Int, nullsAreBlank: Bool) -> [String] {
    prefix(first).map { element in
      nullsAreBlank && Element.type.isNumeric && element.isNull ? "" : element.text(format)
    }
  }
}

extension KType {
  /// The empty list of this type.
  var emptyArray: any KArray {
    func empty<Element: KElement>(_: Element.Type) -> any KArray { [Element]() }
    return empty(elementType)
  }

  /// Numbers as elements of this type; `nil` where numbers are none.
  func array(nearestTo numbers: [Double]) throws(KError) -> (any KArray)? {
    func array<Element: KElement>(_: Element.Type) throws(KError) -> (any KArray)? {
      guard isNumeric else { return nil }
      // As in `numbers`, without a detour over any type.
      if self == .float { return numbers }
      try Workspace.require(numbers.count, of: Element.self)
      if self == .real { return numbers.map { Float($0) } }
      return numbers.map { Element.nearest(to: $0) ?? .null }
    }
    return try array(elementType)
  }

  /// Longs as elements of this type; `nil` where integers are none.
  func array(truncating longs: [Int64]) throws(KError) -> (any KArray)? {
    func array<Element: KElement>(_: Element.Type) throws(KError) -> (any KArray)? {
      guard isNumeric else { return nil }
      if self == .long { return longs }
      try Workspace.require(longs.count, of: Element.self)
      return longs.map { ($0.isNull ? nil : Element.truncating($0)) ?? .null }
    }
    return try array(elementType)
  }
}
