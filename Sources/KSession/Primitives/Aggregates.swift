/// Functions that make one number of a simple list.
enum Aggregates {
  static func sum(_ value: KValue) throws(KError) -> KValue {
    let array = try numbers(value, "sum")
    var total: KValue =
      switch array.type {
      case .float: .atom(0.0)
      case .real: .atom(Float(0))
      default: .atom(Int64(0))
      }
    for item in KValue.vector(array).items { total = try Arithmetic.apply("+", total, item) }
    return total
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
