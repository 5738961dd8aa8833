/// Functions that make one number of a simple list.
enum Aggregates {
  static func sum(_ value: KValue) throws(KError) -> KValue {
    let array = try numbers(value, "sum")
    let numbers = try array.numbers ?? []
    switch array.type {
    case .float: return .atom(numbers.reduce(0, +))
    case .real: return .atom(numbers.reduce(Float(0)) { $0 + Float($1) })
    default:
      // In the lower bits where it is too large; what comes out as the null stays it.
      let sum = try (array.longs ?? []).reduce(Int64(0)) { total, long in
        total.isNull || long.isNull ? .null : total &+ long
      }
      return .atom(sum)
    }
  }

  /// The mean of what is not null.
  static func average(_ value: KValue) throws(KError) -> KValue {
    var sum = 0.0
    var count = 0.0
    for number in try numbers(value, "avg").numbers ?? [] where !number.isNaN {
      sum += number
      count += 1
    }
    return .atom(sum / count)
  }

  static func extreme(
    _ value: KValue, _ function: String, _ isBefore: (Double, Double) -> Bool
  ) throws(KError) -> KValue {
    let array = try numbers(value, function)
    let numbers = try array.numbers ?? []
    let position = numbers.indices.min { isBefore(numbers[$0], numbers[$1]) }
    return .atom(array.picking(position ?? -1))
  }

  private static func numbers(
    _ value: KValue, _ function: String
  ) throws(KError) -> any KArray {
    guard let array = value.array, array.type.isNumeric else {
      throw KError("type: \(function): expected a list of numbers")
    }
    return array
  }
}
