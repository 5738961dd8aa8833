/// Functions that make one number of a simple list.
enum Aggregates {
  static func sum(_ value: KValue) throws(KError) -> KValue {
    let array = try numbers(value, "sum")
    let numbers = array.numbers ?? []
    switch array.type {
    case .float: return .atom(numbers.reduce(0, +))
    case .real: return .atom(numbers.reduce(Float(0)) { $0 + Float($1) })
    default: return .atom(sum(of: array.integers ?? []) ?? Int64.null)
    }
  }

  /// The sum, in the lower bits where it is too large; `nil` where one is null.
  private static func sum(of integers: [Int64?]) -> Int64? {
    integers.reduce(0) { total, integer in
      guard let total, let integer else { return nil }
      // It can come out as the null.
      return (total &+ integer).integer
    }
  }

  /// The mean of what is not null.
  static func average(_ value: KValue) throws(KError) -> KValue {
    let numbers = (try numbers(value, "avg").numbers ?? []).filter { !$0.isNaN }
    return .atom(numbers.reduce(0, +) / Double(numbers.count))
  }

  static func extreme(
    _ value: KValue, _ function: String, _ isBefore: (Double, Double) -> Bool
  ) throws(KError) -> KValue {
    let array = try numbers(value, function)
    let numbers = array.numbers ?? []
    let position = numbers.indices.min { isBefore(numbers[$0], numbers[$1]) }
    return .atom(array.picking(CollectionOfOne(position ?? -1)))
  }

  private static func numbers(
    _ value: KValue, _ function: String
  ) throws(KError) -> any KArray {
    guard let array = value.array, array.numbers != nil else {
      throw KError("type: \(function): expected a list of numbers")
    }
    return array
  }
}
