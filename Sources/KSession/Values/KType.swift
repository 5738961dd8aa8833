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
