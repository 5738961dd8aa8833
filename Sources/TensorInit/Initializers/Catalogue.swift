/// Every initializer, in the order in which they are listed to people.
enum Catalogue {
  static let schemes: [any InitializationScheme.Type] = [
    Zeros.self,
    Ones.self,
    Constant.self,
    Identity.self,
    Dirac.self,
    Uniform.self,
    Normal.self,
    TruncatedNormal.self,
    XavierUniform.self,
    XavierNormal.self,
    KaimingUniform.self,
    KaimingNormal.self,
    Orthogonal.self,
    Sparse.self,
    Cauchy.self,
    Exponential.self,
    Geometric.self,
    LogNormal.self,
    RandomIntegers.self,
    Bernoulli.self,
  ]

  static func initializer(_ text: String) throws(TensorInitError) -> Initializer {
    let expression = try Expression(text)
    let scheme = try Names.find(expression.name, among: schemes, kind: "initializer") {
      [$0.signature.name] + $0.signature.aliases
    }
    return try make(scheme, from: expression)
  }

  private static func make<Scheme: InitializationScheme>(
    _ scheme: Scheme.Type, from expression: Expression
  ) throws(TensorInitError) -> Initializer {
    Initializer(try Scheme(try expression.arguments(for: scheme.signature)))
  }
}

extension Initializer {
  /// The names of all initializers, as in expressions.
  public static var names: [String] { Catalogue.schemes.map { $0.signature.name } }
}
