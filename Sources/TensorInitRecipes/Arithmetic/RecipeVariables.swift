import TensorInit

/// The variables of a recipe: those that it declares, those of the size that is chosen, and what the caller sets.
///
/// Their formulas may name each other in any order.
struct RecipeVariables: Sendable {
  /// The values, all of them known.
  private(set) var values: [String: Number] = [:]
  /// In the order of the file.
  private(set) var names: [String] = []

  /// Names that mean something else in a formula.
  private static let reserved: Set<String> = ["shape", "fan_in", "fan_out", "size"]

  private static let longestChain = 200

  /// - Parameter declarations: Each variable with its formula and where it stands.
  /// - Throws: `invalidContents` for names that can't be variables, unknown variables, circles, and what can't be
  ///   calculated.
  init(_ declarations: [(name: String, formula: String, place: Place)]) throws(TensorInitError) {
    var unresolved: [String: (formula: Formula, place: Place)] = [:]
    for (name, text, place) in declarations {
      guard Self.canBeName(name) else {
        throw place.fault(
          "'\(name)' can't be a variable; expected letters, digits and _, and no name that means something "
            + "else")
      }
      if unresolved[name] == nil { names.append(name) }
      let formula = try place.locating { () throws(TensorInitError) in try Formula(text) }
      unresolved[name] = (formula, place)
    }
    for name in names { try resolve(name, from: unresolved, within: []) }
  }

  /// Whether a variable can be called so.
  static func canBeName(_ name: String) -> Bool {
    isName(name) && !reserved.contains(name) && Number.functions[name] == nil
      && Double(name) == nil
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !("0"..."9").contains(first) else { return false }
    return name.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
    }
  }

  private mutating func resolve(
    _ name: String, from unresolved: [String: (formula: Formula, place: Place)],
    within path: [String]
  ) throws(TensorInitError) {
    guard values[name] == nil, let (formula, place) = unresolved[name] else { return }
    if let start = path.firstIndex(of: name) {
      let circle = (path[start...] + [name]).joined(separator: " -> ")
      throw place.fault("the variables need each other: \(circle)")
    }
    guard path.count < Self.longestChain else {
      throw place.fault(
        "more than \(Self.longestChain) variables need each other one after the other")
    }
    for other in formula.variables where unresolved[other] != nil {
      try resolve(other, from: unresolved, within: path + [name])
    }
    do throws(CalculationFault) {
      values[name] = try formula.value(Scope(variables: self))
    } catch {
      throw place.fault("\(name): \(error.reason)")
    }
  }
}

/// What a formula may name at one place of a recipe: the recipe's variables, those of the ranges in a tensor's name, and
/// what is known of the tensor.
struct Scope: Variables {
  let variables: RecipeVariables
  var indices: [(name: String, value: Int)] = []
  /// The shape of the tensor, where it is known.
  var shape: Shape?

  func value(of name: String) throws(CalculationFault) -> Number {
    if let index = indices.last(where: { $0.name == name }) { return .integer(index.value) }
    if let value = variables.values[name] { return value }
    if name == "fan_in" || name == "fan_out" {
      guard let shape else { throw CalculationFault(reason: "\(name) is not known here") }
      do throws(TensorInitError) {
        let fans = try Fans(of: shape)
        return .integer(name == "fan_in" ? fans.fanIn : fans.fanOut)
      } catch {
        throw CalculationFault(reason: "\(name): \(error)")
      }
    }
    let known = variables.names + indices.map(\.name) + (shape == nil ? [] : ["fan_in", "fan_out"])
    do throws(TensorInitError) {
      _ = try Names.find(name, among: known, kind: "variable") { [$0] }
    } catch {
      throw CalculationFault(reason: error.description)
    }
    // Names of variables are told apart by case and underscores, unlike those of initializers.
    throw CalculationFault(reason: "unknown variable '\(name)'")
  }

  func size(_ index: Number) throws(CalculationFault) -> Number {
    guard let shape else { throw CalculationFault(reason: "the shape is not known here") }
    guard let index = index.integer, index >= -shape.count, index < shape.count else {
      throw CalculationFault(reason: "there is no shape[\(index)] of the shape \(shape)")
    }
    return .integer(shape[index < 0 ? index + shape.count : index])
  }

  /// The value of a formula.
  ///
  /// - Throws: `invalidExpression` where it is none or can't be calculated.
  func number(_ text: String) throws(TensorInitError) -> Number {
    let formula = try Formula(text)
    do throws(CalculationFault) {
      return try formula.value(self)
    } catch {
      throw .invalidExpression(expression: text, reason: error.reason)
    }
  }

  /// The whole number that a formula gives.
  func integer(_ text: String) throws(TensorInitError) -> Int {
    let number = try number(text)
    guard let integer = number.integer else {
      throw .invalidExpression(
        expression: text, reason: "it is \(number); expected a whole number")
    }
    return integer
  }

  /// An initializer whose arguments may be formulas.
  func initializer(_ text: String) throws(TensorInitError) -> Initializer {
    try Initializer(text) { argument throws(TensorInitError) in try number(argument).given }
  }
}

extension Formula {
  /// The names of variables in it.
  var variables: [String] {
    switch self {
    case .number: []
    case .variable(let name): [name]
    case .size(let formula), .negative(let formula): formula.variables
    case .operation(_, let first, let second): first.variables + second.variables
    case .call(_, let arguments): arguments.flatMap(\.variables)
    }
  }
}
