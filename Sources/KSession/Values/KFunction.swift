/// A function of the session: a word of q, or one that reaches tensors.
struct KFunction: Sendable {
  let name: String
  let call: @Sendable (KSession, KArguments) throws(KError) -> KValue

  init(
    _ name: String, call: @escaping @Sendable (KSession, KArguments) throws(KError) -> KValue
  ) {
    self.name = name
    self.call = call
  }

  /// A function of exactly one argument.
  init(
    monad name: String,
    _ call: @escaping @Sendable (KSession, KValue) throws(KError) -> KValue
  ) {
    self.init(name) { (session, arguments) throws(KError) in
      switch arguments {
      case .one(let argument): return try call(session, argument)
      case .bracketed(let items) where items.count <= 1:
        return try call(session, items.first ?? .null)
      case .bracketed(let items):
        throw KError("rank: \(name) has \(items.count.of("argument")); expected 1")
      }
    }
  }
}

/// What a function is applied to.
enum KArguments {
  /// `function argument`
  case one(KValue)
  /// `function[argument;...]`
  case bracketed([KValue])
}
