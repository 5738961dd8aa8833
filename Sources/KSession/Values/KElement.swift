/// An element of a simple list.
protocol KElement: Sendable, Hashable {
  static var type: KType { get }
  /// What stands for a missing element, for example one whose index is out of range.
  static var null: Self { get }
  var isNull: Bool { get }
  /// As a floating-point number, nulls as nan; `nil` for what is not a number.
  var number: Double? { get }
  /// As an integer, where it is one and not null.
  var integer: Int64? { get }
  /// The nearest element to a number, null for nan; `nil` where numbers are no elements.
  static func nearest(to number: Double) -> Self?
  /// The element with an integer's value, the lower bits of one that is too large.
  static func truncating(_ integer: Int64) -> Self?
  /// Without the type's suffix or quotes; a null as it is written.
  func text(_ format: NumberFormat) -> String
}

extension KElement {
  var isNull: Bool { self == Self.null }
  var number: Double? { nil }
  var integer: Int64? { nil }
  static func nearest(to number: Double) -> Self? { nil }
  static func truncating(_ integer: Int64) -> Self? { nil }
}

/// An 8-bit character.
struct KCharacter: Hashable, Sendable {
  var byte: UInt8
}

/// An interned name.
struct KSymbol: Sendable {
  var name: String
}

/// Names are bytes; strings are equal also where their characters are composed in another way.
extension KSymbol: Hashable {
  static func == (first: KSymbol, second: KSymbol) -> Bool {
    first.name.utf8.elementsEqual(second.name.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in name.utf8 { hasher.combine(byte) }
  }
}

extension Bool: KElement {
  static var type: KType { .boolean }
  static var null: Bool { false }
  var isNull: Bool { false }
  var number: Double? { self ? 1 : 0 }
  var integer: Int64? { self ? 1 : 0 }
  static func nearest(to number: Double) -> Bool? { number != 0 && !number.isNaN }
  static func truncating(_ integer: Int64) -> Bool? { integer != 0 }
  func text(_: NumberFormat) -> String { self ? "1" : "0" }
}

extension UInt8: KElement {
  static var type: KType { .byte }
  static var null: UInt8 { 0 }
  var isNull: Bool { false }
  var number: Double? { Double(self) }
  var integer: Int64? { Int64(self) }
  static func nearest(to number: Double) -> UInt8? {
    number.isNaN ? 0 : UInt8(number.rounded().clamped(to: 0...255))
  }
  static func truncating(_ integer: Int64) -> UInt8? { UInt8(truncatingIfNeeded: integer) }
  func text(_: NumberFormat) -> String {
    (self < 16 ? "0" : "") + String(self, radix: 16)
  }
}

extension KCharacter: KElement {
  static var type: KType { .char }
  static var null: KCharacter { KCharacter(byte: UInt8(ascii: " ")) }
  /// A byte that is no printed character, in octal.
  func text(_: NumberFormat) -> String {
    switch byte {
    case 0x20...0x7e, UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      return String(UnicodeScalar(byte))
    default:
      let octal = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
  }
}

extension KSymbol: KElement {
  static var type: KType { .symbol }
  static var null: KSymbol { KSymbol(name: "") }
  func text(_: NumberFormat) -> String { name }
}

extension Int16: KElement {
  static var type: KType { .short }
}
extension Int32: KElement {
  static var type: KType { .int }
}
extension Int64: KElement {
  static var type: KType { .long }
}

/// The least integer is the null, the largest and its negative are the infinities.
extension KElement where Self: FixedWidthInteger & SignedInteger {
  static var null: Self { .min }
  var number: Double? { isNull ? .nan : Double(self) }
  var integer: Int64? { isNull ? nil : Int64(self) }
  static func nearest(to number: Double) -> Self? {
    if number.isNaN { return .null }
    return Self(exactly: number.rounded()) ?? (number < 0 ? -.max : .max)
  }
  static func truncating(_ integer: Int64) -> Self? { Self(truncatingIfNeeded: integer) }
  func text(_: NumberFormat) -> String {
    switch self {
    case .min: "0N"
    case .max: "0W"
    case -.max: "-0W"
    default: "\(self)"
    }
  }
}

extension Float: KElement {
  static var type: KType { .real }
  static var null: Float { .nan }
  static func nearest(to number: Double) -> Float? { Float(number) }
  static func truncating(_ integer: Int64) -> Float? { Float(integer) }
  var isNull: Bool { isNaN }
  var number: Double? { Double(self) }
  func text(_ format: NumberFormat) -> String {
    isNaN ? "0N" : isInfinite ? (self < 0 ? "-0w" : "0w") : format.text(Double(self))
  }
}

extension Double: KElement {
  static var type: KType { .float }
  static var null: Double { .nan }
  static func nearest(to number: Double) -> Double? { Double(number) }
  static func truncating(_ integer: Int64) -> Double? { Double(integer) }
  var isNull: Bool { isNaN }
  var number: Double? { self }
  func text(_ format: NumberFormat) -> String {
    isNaN ? "0n" : isInfinite ? (self < 0 ? "-0w" : "0w") : format.text(self)
  }
}

extension Double {
  fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}

/// The type of the elements of a simple list, in the order in which numbers are promoted.
enum KType: String, CaseIterable, Sendable {
  case boolean, byte, char, short, int, long, real, float
  case symbol

  /// What q's `type` gives for a simple list; an atom's is the negative.
  var number: Int16 {
    switch self {
    case .boolean: 1
    case .byte: 4
    case .short: 5
    case .int: 6
    case .long: 7
    case .real: 8
    case .float: 9
    case .char: 10
    case .symbol: 11
    }
  }

  /// Whether arithmetic is defined on it.
  var isNumeric: Bool { self != .symbol && self != .char }

  var isFloatingPoint: Bool { self == .real || self == .float }

  /// The type of what arithmetic on both gives: the wider one, but at least int.
  static func promoted(_ first: KType, _ second: KType) -> KType {
    let order = allCases
    let places = [first, second, .int].compactMap { order.firstIndex(of: $0) }
    return order[places.max() ?? 0]
  }

  /// The Swift type of its elements.
  var elementType: any KElement.Type {
    switch self {
    case .boolean: Bool.self
    case .byte: UInt8.self
    case .char: KCharacter.self
    case .short: Int16.self
    case .int: Int32.self
    case .long: Int64.self
    case .real: Float.self
    case .float: Double.self
    case .symbol: KSymbol.self
    }
  }

  /// The type that a symbol names, as in `` `real$() ``.
  init?(named name: String) {
    self.init(rawValue: name)
  }
}
