/// `+ - * % = < >` on numbers, item by item.
enum Arithmetic {
  static func apply(
    _ verb: String, _ left: KValue, _ right: KValue
  ) throws(KError) -> KValue {
    if let first = left.array, let second = right.array {
      let isAtom = left.count == nil && right.count == nil
      let count = try commonCount(verb, left, right) ?? 1
      let result = try apply(
        verb, left.count == nil ? first.cycled(to: count, from: 0) : first,
        right.count == nil ? second.cycled(to: count, from: 0) : second)
      return isAtom ? .atom(result) : .vector(result)
    }
    if case .dictionary(let dictionary) = left, right.count == nil {
      let values = try apply(verb, dictionary.values, right)
      return .dictionary(try KDictionary(keys: dictionary.keys, values: values))
    }
    if case .dictionary(let dictionary) = right, left.count == nil {
      let values = try apply(verb, left, dictionary.values)
      return .dictionary(try KDictionary(keys: dictionary.keys, values: values))
    }
    guard case let count? = try commonCount(verb, left, right), left.isArithmetic,
      right.isArithmetic
    else { throw KError("type: \(verb) is for numbers") }
    let first = left.count == nil ? Array(repeating: left, count: count) : left.items
    let second = right.count == nil ? Array(repeating: right, count: count) : right.items
    var results: [KValue] = []
    for (left, right) in zip(first, second) { results.append(try apply(verb, left, right)) }
    return try .listed(results)
  }

  private static func commonCount(
    _ verb: String, _ left: KValue, _ right: KValue
  ) throws(KError) -> Int? {
    guard let first = left.count, let second = right.count else {
      return left.count ?? right.count
    }
    guard first == second else {
      throw KError(
        "length: \(verb) has \(first.of("item")) on the left and \(second) on the right")
    }
    return first
  }

  /// Two arrays of the same count.
  private static func apply(
    _ verb: String, _ left: any KArray, _ right: any KArray
  ) throws(KError) -> any KArray {
    guard left.type.isNumeric, right.type.isNumeric else {
      throw KError("type: \(verb) is for numbers")
    }
    var type = KType.promoted(left.type, right.type)
    if verb == "%", !type.isFloatingPoint { type = .float }
    let result: (any KArray)?
    if !type.isFloatingPoint, let operation = onIntegers(verb), let x = left.integers,
      let y = right.integers
    {
      result = type.array(
        truncating: zip(x, y).map { x, y in
          guard let x, let y else { return nil }
          return operation(x, y)
        })
    } else {
      let pairs = zip(left.numbers ?? [], right.numbers ?? [])
      switch verb {
      case "=": result = pairs.map { $0 == $1 || $0.isNaN && $1.isNaN }
      case "<": result = pairs.map { $0 < $1 || $0.isNaN && !$1.isNaN }
      case ">": result = pairs.map { $0 > $1 || !$0.isNaN && $1.isNaN }
      case "+": result = type.array(nearestTo: pairs.map { $0 + $1 })
      case "-": result = type.array(nearestTo: pairs.map { $0 - $1 })
      case "%": result = type.array(nearestTo: pairs.map { $0 / $1 })
      default: result = type.array(nearestTo: pairs.map { $0 * $1 })
      }
    }
    guard let result else { throw KError("type: \(verb) is for numbers") }
    return result
  }

  /// What a verb does to integers; `nil` where it makes something else of them.
  private static func onIntegers(_ verb: String) -> ((Int64, Int64) -> Int64)? {
    switch verb {
    case "+": { $0 &+ $1 }
    case "-": { $0 &- $1 }
    case "*": { $0 &* $1 }
    default: nil
    }
  }
}

extension KValue {
  /// Whether it may hold numbers at some depth.
  fileprivate var isArithmetic: Bool {
    switch self {
    case .atom, .vector, .list: true
    case .dictionary, .function, .handle, .null: false
    }
  }
}
