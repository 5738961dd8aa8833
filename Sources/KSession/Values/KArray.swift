/// A simple list, of elements of one type; Swift's arrays of elements are.
protocol KArray: Sendable {
  var type: KType { get }
  var count: Int { get }
  /// The elements as numbers, nulls as nan; `nil` where they are none.
  var numbers: [Double]? { get }
  /// The elements as integers, `nil` for nulls; `nil` where they are none.
  var integers: [Int64?]? { get }
  /// The elements at these positions; nulls for those that aren't there.
  func picking(_ positions: some Sequence<Int>) -> any KArray
  /// The elements taken in turn, from the start again after the last, until there are `count`.
  func cycled(to count: Int, from start: Int) -> any KArray
  /// Both lists' elements, if `other` has this list's type.
  func joined(with other: any KArray) -> (any KArray)?
  /// Whether both have the same type and elements, nulls being equal.
  func matches(_ other: any KArray) -> Bool
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

  var numbers: [Double]? {
    guard Element.type.isNumeric else { return nil }
    // The long lists are of these types. Loops that know their type are compiled for it and many times
    // faster than those over elements of any type.
    if let floats = elements(Double.self) { return floats }
    if let reals = elements(Float.self) { return reals.map { Double($0) } }
    if let longs = elements(Int64.self) { return longs.map { $0.isNull ? .nan : Double($0) } }
    return compactMap(\.number)
  }

  var integers: [Int64?]? {
    guard Element.type.isNumeric, !Element.type.isFloatingPoint else { return nil }
    if let longs = elements(Int64.self) { return longs.map(\.integer) }
    return map(\.integer)
  }

  func picking(_ positions: some Sequence<Int>) -> any KArray {
    positions.map { indices.contains($0) ? self[$0] : Element.null }
  }

  func cycled(to count: Int, from start: Int) -> any KArray {
    if isEmpty { return [Element](repeating: Element.null, count: count) }
    if self.count == 1 { return [Element](repeating: self[0], count: count) }
    return (0..<count).map { self[(start + $0) % self.count] }
  }

  func joined(with other: any KArray) -> (any KArray)? {
    other.elements(Element.self).map { self + $0 }
  }

  func matches(_ other: any KArray) -> Bool {
    guard let other = other.elements(Element.self), count == other.count else { return false }
    return zip(self, other).allSatisfy { $0 == $1 || $0.isNull && $1.isNull }
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
  func array(nearestTo numbers: [Double]) -> (any KArray)? {
    func array<Element: KElement>(_: Element.Type) -> (any KArray)? {
      guard isNumeric || self == .char else { return nil }
      // As in `numbers`, without a detour over any type.
      if self == .float { return numbers }
      if self == .real { return numbers.map { Float($0) } }
      return numbers.compactMap { Element.nearest(to: $0) }
    }
    return array(elementType)
  }

  /// Integers as elements of this type; `nil` where integers are none.
  func array(truncating integers: [Int64?]) -> (any KArray)? {
    func array<Element: KElement>(_: Element.Type) -> (any KArray)? {
      guard isNumeric else { return nil }
      if self == .long { return integers.map { $0 ?? .null } }
      return integers.compactMap { $0.map { Element.truncating($0) } ?? Element.null }
    }
    return array(elementType)
  }
}
