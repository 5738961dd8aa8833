/// Weights of a layer whose nonlinearity is a sine: uniform on -bound ..< bound.
///
/// ```
/// bound = 1 / fanIn of the network's first layer,   sqrt(6 / fanIn) / omega of the others
/// ```
struct Siren: InitializerDefinition {
  /// The factor of the sine's argument.
  var omega = 30.0
  var isFirst = false
  var layout = FanLayout()

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try uniform(for: shape, dtype).fill(for: dtype)
  }

  func uniform(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Uniform {
    try require(omega > 0 && omega.isFinite, "omega", omega, "a finite number above 0")
    let fanIn = Double(try Fans(of: shape, layout: layout).fanIn)
    // Without a fan there are no elements to be given a bound.
    let bound = fanIn == 0 ? 0 : isFirst ? 1 / fanIn : (6 / fanIn).squareRoot() / omega
    return try Uniform(bound: bound, for: dtype)
  }

  static let signature = Signature(
    "siren", Siren(), .number("omega", \.omega), .flag("first", \.isFirst)
  ).withFans(\.layout)
  var signature: Signature<Self> { Self.signature }
}

extension Initializer {
  /// Uniform, for layers of sines sin(omega (W x + b)) (Sitzmann, Martel, Bergman, Lindell and Wetzstein, "Implicit
  /// neural representations with periodic activation functions", 2020).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - omega: The factor of the sine's argument, finite, above 0.
  ///   - first: Whether it is the network's first layer: its numbers are on -1 / fanIn ..< 1 / fanIn, whatever `omega`;
  ///     others are on -b ..< b with b = sqrt(6 / fanIn) / omega.
  ///   - layout: Which dimensions are inputs and outputs.
  public static func siren(
    omega: Double = 30, first: Bool = false, layout: FanLayout = FanLayout()
  ) -> Initializer {
    Initializer(Siren(omega: omega, isFirst: first, layout: layout))
  }
}
