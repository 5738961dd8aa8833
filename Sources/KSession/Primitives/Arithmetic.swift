import TensorInit

/// `+ - * % = < >` on numbers, item by item.
enum Arithmetic {
  static func apply(
    _ verb: String, _ left: KValue, _ right: KValue
  ) throws(KError) -> KValue {
    if let first = left.array, let second = right.array {
      let isAtom = left.count == nil && right.count == nil
      let count = try commonCount(verb, left, right) ?? 1
      let result = try apply(
        verb, first.cycled(to: count, from: 0), second.cycled(to: count, from: 0))
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
    // What is no list goes with every item of the other.
    let first = left.count == nil ? nil : try left.items
    let second = right.count == nil ? nil : try right.items
    var results = try KList(capacity: count)
    for position in 0..<count {
      try results.append(try apply(verb, first?[position] ?? left, second?[position] ?? right))
    }
    return try results.simplified
  }

  private static func commonCount(
    _ verb: String, _ left: KValue, _ right: KValue
  ) throws(KError) -> Int? {
    guard let first = left.count, let second = right.count else {
      return left.count ?? right.count
    }
    guard first == second else {
      throw KError(
        "length: \(verb) has \(Names.counted(first, "item")) on the left and \(second) on the right"
      )
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
    if !type.isFloatingPoint, let operation = onIntegers(verb), let x = try left.longs,
      let y = try right.longs
    {
      try Workspace.require(x.count, of: Int64.self)
      result = try type.array(
        truncating: zip(x, y).map { $0.isNull || $1.isNull ? .null : operation($0, $1) })
    } else {
      let pairs = zip(try left.numbers ?? [], try right.numbers ?? [])
      try Workspace.require(left.count, of: Double.self)
      switch verb {
      case "=": result = pairs.map { $0 == $1 || $0.isNaN && $1.isNaN }
      case "<": result = pairs.map { $0 < $1 || $0.isNaN && !$1.isNaN }
      case ">": result = pairs.map { $0 > $1 || !$0.isNaN && $1.isNaN }
      case "+": result = try type.array(nearestTo: pairs.map { $0 + $1 })
      case "-": result = try type.array(nearestTo: pairs.map { $0 - $1 })
      case "%": result = try type.array(nearestTo: pairs.map { $0 / $1 })
      default: result = try type.array(nearestTo: pairs.map { $0 * $1 })
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
