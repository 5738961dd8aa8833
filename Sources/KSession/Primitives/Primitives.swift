/// The words and verbs of q that the session knows.
enum Primitives {
  /// Functions that stand between their arguments.
  static let infixNames: Set<String> = ["each"]

  /// Names that can't be assigned to.
  static let reservedNames = infixNames.union(functions.keys)

  static func infix(
    _ name: String, _ left: KValue, _ right: KValue, in session: KSession
  ) throws(KError) -> KValue {
    switch name {
    case "each": try session.each(left, right)
    case "#": try Lists.take(left, right)
    case ",": try Lists.join(left, right)
    case "!": .dictionary(try KDictionary(keys: left, values: right))
    case "~": .atom(left == right)
    case "$": try Cast.cast(left, right)
    default: try Arithmetic.apply(name, left, right)
    }
  }

  static let functions: [String: KFunction] = {
    var functions: [String: KFunction] = [:]
    for function in [
      enlist,
      KFunction(monad: "til") { (_, x) throws(KError) in try Lists.til(x) },
      KFunction(monad: "count") { (_, x) throws(KError) in .atom(Int64(x.count ?? 1)) },
      KFunction(monad: "first") { (_, x) throws(KError) in try Lists.end(x, isLast: false) },
      KFunction(monad: "last") { (_, x) throws(KError) in try Lists.end(x, isLast: true) },
      KFunction(monad: "raze") { (_, x) throws(KError) in try Lists.raze(x) },
      KFunction(monad: "key") { (_, x) throws(KError) in try Lists.dictionary(x, "key").keys },
      KFunction(monad: "value") { (_, x) throws(KError) in
        try Lists.dictionary(x, "value").values
      },
      KFunction(monad: "type") { (_, x) throws(KError) in .atom(x.typeNumber) },
      KFunction(monad: "string") { (session, x) throws(KError) in
        try Lists.string(x, session.console.format)
      },
      KFunction(monad: "sum") { (_, x) throws(KError) in try Aggregates.sum(x) },
      KFunction(monad: "avg") { (_, x) throws(KError) in try Aggregates.average(x) },
      KFunction(monad: "min") { (_, x) throws(KError) in try Aggregates.extreme(x, "min", <) },
      KFunction(monad: "max") { (_, x) throws(KError) in try Aggregates.extreme(x, "max", >) },
      KFunction(monad: "show") { (session, x) throws(KError) in
        try session.show(x)
        return .null
      },
      KFunction(monad: "exit") { (session, x) throws(KError) in
        guard let status = try x.integer else {
          throw KError("type: exit: expected a number")
        }
        session.exitStatus = Int32(truncatingIfNeeded: status & 0xff)
        return .null
      },
    ] {
      functions[function.name] = function
    }
    return functions
  }()

  private static let enlist = KFunction("enlist") { (_, arguments) throws(KError) in
    switch arguments {
    case .one(let item): try .listed([item])
    case .bracketed(let items): try .listed(items)
    }
  }
}
