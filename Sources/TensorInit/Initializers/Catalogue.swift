/// Every initializer, in the order in which they are listed to people.
enum Catalogue {
  static let rows: [any CatalogueRow] =
    [
      Zeros.signature,
      Ones.signature,
      Constant.signature,
      Identity.signature,
      Dirac.signature,
      Uniform.signature,
      Normal.signature,
      TruncatedNormal.signature,
      TruncatedNormalInDeviations.signature,
    ]
    + VarianceScaling.rows + [
      Orthogonal.signature,
      DeltaOrthogonal.signature,
      SubpixelConvolution.signature,
      UnitNorm.signature,
      Sparse.signature,
      Cauchy.signature,
      Exponential.signature,
      Geometric.signature,
      LogNormal.signature,
      RandomIntegers.signature,
      Bernoulli.signature,
      Arange.signature,
      LogArange.signature,
      RotaryInverseFrequencies.signature,
      Sinusoidal.signature,
      BilinearUpsampling.signature,
      PriorBias.signature,
      LogUniform.signature,
      InverseSoftplusLogUniform.signature,
      LogOfUniform.signature,
      Siren.signature,
    ]

  static func initializer(_ text: String) throws(TensorInitError) -> Initializer {
    let expression = try Expression(text)
    return try Names.find(expression.name, among: rows, kind: "initializer") {
      [$0.name] + $0.aliases
    }.initializer(expression)
  }
}

/// The signature of some initializer.
protocol CatalogueRow: Sendable {
  var name: String { get }
  var aliases: [String] { get }
  /// The initializer that an expression with this name describes.
  func initializer(_ expression: Expression) throws(TensorInitError) -> Initializer
}

extension Signature: CatalogueRow where Value: InitializerDefinition {
  func initializer(_ expression: Expression) throws(TensorInitError) -> Initializer {
    Initializer(try value(of: expression))
  }
}

extension Initializer {
  /// The names of all initializers, as in expressions.
  public static var names: [String] { Catalogue.rows.map(\.name) }
}
