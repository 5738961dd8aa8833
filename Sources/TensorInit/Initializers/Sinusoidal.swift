/// Sines and cosines of positions times frequencies that fall geometrically (Vaswani et al., 2017).
struct Sinusoidal: InitializerDefinition {
  var base = 10_000.0
  var layout = SinusoidalLayout.interleaved
  var endpoint = false

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    guard shape.count == 2, shape[1] % 2 == 0 else {
      throw .invalidShape(
        given: "\(shape)", expected: "2 dimensions, positions and an even number of channels")
    }
    guard !endpoint || shape[1] >= 4 else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "at least 4 channels, so that the first frequency is not the last")
    }
    // Beyond, a position times an angle no longer has its whole turns exactly.
    guard shape[0] <= 1 << 50 else {
      throw .invalidShape(given: "\(shape)", expected: "at most \(1 << 50) positions")
    }
    try require(base >= 1 && base.isFinite, "base", base, "a finite number of 1 or more")
    let frequencies = shape[1] / 2
    return .other(
      SinusoidalFill(
        angles: Angles(
          powers: FractionalPowers(of: base), count: frequencies,
          steps: endpoint ? frequencies - 1 : frequencies),
        layout: layout, set: try InstructionSet.current.get()))
  }

  static let signature = Signature(
    "sinusoidal", Sinusoidal(), .number("base", \.base),
    .choice("layout", \.layout, omitting: .interleaved), .flag("endpoint", \.endpoint))
  var signature: Signature<Self> { Self.signature }
}

/// Where the sines and the cosines of sinusoidal positions are among the channels.
public enum SinusoidalLayout: String, CaseIterable, Sendable, Hashable {
  /// Sine and cosine of each frequency in turn.
  case interleaved
  /// The sines of all frequencies, then the cosines.
  case sinesThenCosines = "sines_then_cosines"

  /// The layout of this name: `interleaved`, or `sines_then_cosines`, also called `halves`.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "layout") {
      $0 == .sinesThenCosines ? [$0.rawValue, "halves"] : [$0.rawValue]
    }
  }
}

extension SinusoidalLayout: NamedChoice {}

extension Initializer {
  /// Sinusoidal position embeddings (Vaswani et al., "Attention is all you need", 2017): sines and cosines of the row's
  /// number times frequencies, in radians.
  ///
  /// The tensor has 2 dimensions, positions and an even number of channels, and a floating-point dtype. Frequency j of
  /// n = channels / 2 is base^(-j / n). Angles are exact to far below a float64's last place, at any position.
  ///
  /// Whisper's encoder has `.sinusoidal(layout: .sinesThenCosines, endpoint: true)`.
  ///
  /// - Parameters:
  ///   - base: Finite, 1 or more.
  ///   - layout: Where sines and cosines are among the channels.
  ///   - endpoint: Whether the last frequency is 1 / base, so that frequency j is base^(-j / (n - 1)); then there are at
  ///     least 4 channels.
  public static func sinusoidal(
    base: Double = 10_000, layout: SinusoidalLayout = .interleaved, endpoint: Bool = false
  ) -> Initializer {
    Initializer(Sinusoidal(base: base, layout: layout, endpoint: endpoint))
  }
}
