import TensorInit

/// A number that a recipe calculates with: integers stay exact as long as what is done with them gives integers.
enum Number: Sendable, Equatable {
  case integer(Int)
  case real(Double)

  var real: Double {
    switch self {
    case .integer(let integer): Double(integer)
    case .real(let real): real
    }
  }

  /// The number where it is whole and fits 64 bits.
  var integer: Int? {
    switch self {
    case .integer(let integer): integer
    case .real(let real): Int(exactly: real)
    }
  }

  /// As an argument of an initializer.
  var given: GivenNumber {
    switch self {
    case .integer(let integer): GivenNumber(exactly: Int64(integer))
    case .real(let real): GivenNumber(real)
    }
  }
}

extension Number: CustomStringConvertible {
  var description: String {
    switch self {
    case .integer(let integer): "\(integer)"
    case .real(let real): "\(real)"
    }
  }
}

// MARK: - Arithmetic

/// Why a number can't be calculated.
struct CalculationFault: Error {
  let reason: String
}

extension Number {
  /// - Throws: Where the result is no number, or beyond the range of its kind.
  private static func finite(_ real: Double, _ what: String) throws(CalculationFault) -> Number {
    guard real.isFinite else { throw CalculationFault(reason: "\(what) is not a finite number") }
    return .real(real)
  }

  private static func exact(
    _ result: (partialValue: Int, overflow: Bool), _ what: String
  ) throws(CalculationFault) -> Number {
    guard !result.overflow else {
      throw CalculationFault(reason: "\(what) is an integer beyond 64 bits")
    }
    return .integer(result.partialValue)
  }

  static func + (first: Number, second: Number) throws(CalculationFault) -> Number {
    let what = "\(first) + \(second)"
    if case (.integer(let first), .integer(let second)) = (first, second) {
      return try exact(first.addingReportingOverflow(second), what)
    }
    return try finite(first.real + second.real, what)
  }

  static func - (first: Number, second: Number) throws(CalculationFault) -> Number {
    let what = "\(first) - \(second)"
    if case (.integer(let first), .integer(let second)) = (first, second) {
      return try exact(first.subtractingReportingOverflow(second), what)
    }
    return try finite(first.real - second.real, what)
  }

  static func * (first: Number, second: Number) throws(CalculationFault) -> Number {
    let what = "\(first) * \(second)"
    if case (.integer(let first), .integer(let second)) = (first, second) {
      return try exact(first.multipliedReportingOverflow(by: second), what)
    }
    return try finite(first.real * second.real, what)
  }

  /// Of integers that divide, an integer.
  static func / (first: Number, second: Number) throws(CalculationFault) -> Number {
    guard second.real != 0 else { throw CalculationFault(reason: "\(first) is divided by 0") }
    let what = "\(first) / \(second)"
    if case (.integer(let first), .integer(let second)) = (first, second),
      second == -1 || first.isMultiple(of: second)
    {
      return try exact(first.dividedReportingOverflow(by: second), what)
    }
    return try finite(first.real / second.real, what)
  }

  /// Of integers with an exponent of 0 or more, an integer.
  func raised(to exponent: Number) throws(CalculationFault) -> Number {
    let what = "\(self)^\(exponent)"
    if case (.integer(let base), .integer(let exponent)) = (self, exponent), exponent >= 0 {
      var power = Number.integer(1)
      // Beyond 63 doublings no base but these stays within 64 bits.
      guard exponent < 64 || [-1, 0, 1].contains(base) else {
        throw CalculationFault(reason: "\(what) is an integer beyond 64 bits")
      }
      let count = exponent < 64 ? exponent : 62 + exponent % 2
      for _ in 0..<count { power = try power * .integer(base) }
      return power
    }
    // Halves by the square root, which is exact where an exponential isn't: d^-0.5 is 1 / sqrt(d).
    if let halves = Int(exactly: exponent.real * 2), halves.magnitude <= 128 {
      let root = halves.isMultiple(of: 2) ? real : real.squareRoot()
      let count = halves.isMultiple(of: 2) ? halves / 2 : halves
      let power = (0..<count.magnitude).reduce(1.0) { product, _ in product * root }
      return try Self.finite(count < 0 ? 1 / power : power, what)
    }
    guard real > 0 else {
      throw CalculationFault(reason: "\(what) is not a finite number")
    }
    return try Self.finite(PortableMath.exp(exponent.real * PortableMath.log(real)), what)
  }
}

// MARK: - Functions

extension Number {
  /// The functions that a recipe may use, by name.
  static let functions: [String: @Sendable ([Number]) throws(CalculationFault) -> Number] = [
    "sqrt": { numbers throws(CalculationFault) in
      let x = try only(numbers, "sqrt").real
      guard x >= 0 else { throw CalculationFault(reason: "sqrt(\(x)) is not a number") }
      return .real(x.squareRoot())
    },
    "log": { numbers throws(CalculationFault) in
      let x = try only(numbers, "log").real
      guard x > 0 else { throw CalculationFault(reason: "log(\(x)) is not a finite number") }
      return .real(PortableMath.log(x))
    },
    "exp": { numbers throws(CalculationFault) in
      let x = try only(numbers, "exp").real
      return try finite(PortableMath.exp(x), "exp(\(x))")
    },
    "floor": { numbers throws(CalculationFault) in try whole(only(numbers, "floor"), .down) },
    "ceil": { numbers throws(CalculationFault) in try whole(only(numbers, "ceil"), .up) },
    "min": { numbers throws(CalculationFault) in
      try extreme(of: numbers, "min") { $0.isLess(than: $1) }
    },
    "max": { numbers throws(CalculationFault) in
      try extreme(of: numbers, "max") { $1.isLess(than: $0) }
    },
  ]

  private static func only(
    _ numbers: [Number], _ function: String
  ) throws(CalculationFault) -> Number {
    guard numbers.count == 1 else {
      throw CalculationFault(reason: "\(function) takes one argument")
    }
    return numbers[0]
  }

  private static func whole(
    _ number: Number, _ rule: FloatingPointRoundingRule
  ) throws(CalculationFault) -> Number {
    if case .integer = number { return number }
    guard let integer = Int(exactly: number.real.rounded(rule)) else {
      throw CalculationFault(reason: "\(number) rounded is an integer beyond 64 bits")
    }
    return .integer(integer)
  }

  private func isLess(than other: Number) -> Bool {
    if case (.integer(let first), .integer(let second)) = (self, other) { return first < second }
    return real < other.real
  }

  private static func extreme(
    of numbers: [Number], _ function: String, _ isBetter: (Number, Number) -> Bool
  ) throws(CalculationFault) -> Number {
    guard var best = numbers.first else {
      throw CalculationFault(reason: "\(function) takes one argument or more")
    }
    for number in numbers where isBetter(number, best) { best = number }
    return best
  }
}
