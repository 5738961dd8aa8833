/// Weights around 0 of a variance that keeps that of what passes through a layer.
///
/// ```
/// std = gain sqrt(scale / fan)
/// ```
/// The schemes of this kind are its rows: Xavier's (Glorot and Bengio, 2010) look at both passes, Kaiming's
/// (He et al., 2015) at one and at the nonlinearity that follows; those with JAX's names are truncated where
/// PyTorch's are not.
struct VarianceScaling: InitializerDefinition {
  /// That of its row.
  let name: String
  var distribution: ScaledDistribution
  /// The fan that counts.
  var mode: FanMode
  /// The variance is this number over the fan.
  var scale = 1.0
  /// A factor of the deviation.
  var gain = 1.0
  /// The function after the layer, whose gain is another factor.
  var nonlinearity: Nonlinearity?
  /// That of a leaky relu.
  var slope = 0.0
  var layout = FanLayout()

  // MARK: Rows

  static let varianceScaling = Signature(
    "variance_scaling",
    VarianceScaling(
      name: "variance_scaling", distribution: .truncatedNormal, mode: .fanIn),
    .number("scale", \.scale), .choice("mode", \.mode), .choice("distribution", \.distribution)
  ).withFans(\.layout)

  static let xavierUniform = xavier("xavier_uniform", alias: "xuniform", .uniform)
  static let xavierNormal = xavier("xavier_normal", alias: "xnormal", .normal)
  static let kaimingUniform = kaiming("kaiming_uniform", alias: "kuniform", .uniform)
  static let kaimingNormal = kaiming("kaiming_normal", alias: "knormal", .normal)
  static let lecunUniform = preset("lecun_uniform", scale: 1, .fanIn, .uniform)
  static let lecunNormal = preset("lecun_normal", scale: 1, .fanIn, .truncatedNormal)
  static let glorotUniform = preset("glorot_uniform", scale: 1, .fanAverage, .uniform)
  static let glorotNormal = preset("glorot_normal", scale: 1, .fanAverage, .truncatedNormal)
  static let heUniform = preset("he_uniform", scale: 2, .fanIn, .uniform)
  static let heNormal = preset("he_normal", scale: 2, .fanIn, .truncatedNormal)

  static let rows = [
    varianceScaling, xavierUniform, xavierNormal, kaimingUniform, kaimingNormal, lecunUniform,
    lecunNormal, glorotUniform, glorotNormal, heUniform, heNormal,
  ]

  var signature: Signature<Self> {
    guard let row = Self.rows.first(where: { $0.name == name }) else {
      preconditionFailure("every scheme is one of the rows")
    }
    return row
  }

  private static func xavier(
    _ name: String, alias: String, _ distribution: ScaledDistribution
  ) -> Signature<Self> {
    Signature(
      name, aliases: [alias],
      VarianceScaling(name: name, distribution: distribution, mode: .fanAverage),
      .number("gain", \.gain)
    ).withFans(\.layout)
  }

  private static func kaiming(
    _ name: String, alias: String, _ distribution: ScaledDistribution
  ) -> Signature<Self> {
    Signature(
      name, aliases: [alias],
      VarianceScaling(
        name: name, distribution: distribution, mode: .fanIn, nonlinearity: .leakyReLU),
      .choice("mode", \.mode), .choice("nonlinearity", \.nonlinearity), .number("slope", \.slope)
    ).withFans(\.layout)
  }

  /// A row of JAX and Keras, which has no argument but the fans'.
  private static func preset(
    _ name: String, scale: Double, _ mode: FanMode, _ distribution: ScaledDistribution
  ) -> Signature<Self> {
    Signature(
      name, VarianceScaling(name: name, distribution: distribution, mode: mode, scale: scale)
    ).withFans(\.layout)
  }

  // MARK: The law

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    let std = try std(for: shape, dtype, times: try nonlinearity?.gain(slope: slope) ?? 1)
    return switch distribution {
    case .normal: try Normal(std: std).fill(for: dtype)
    case .uniform: try uniform(ofDeviation: std, dtype).fill(for: dtype)
    case .truncatedNormal: try truncatedNormal(ofDeviation: std).fill(for: dtype)
    }
  }

  /// On -bound ..< bound, with bound = sqrt(3) std.
  func uniform(ofDeviation std: Double, _ dtype: DType) throws(TensorInitError) -> Uniform {
    try Uniform(bound: 3.squareRoot() * std, for: dtype)
  }

  /// Of this deviation after the truncation, as in JAX, Keras and timm.
  func truncatedNormal(ofDeviation std: Double) -> TruncatedNormal {
    TruncatedNormal(std: std, cut: 2, corrected: true)
  }

  /// The deviation that the shape asks for.
  ///
  /// - Parameter factor: The nonlinearity's gain.
  func std(
    for shape: Shape, _ dtype: DType, times factor: Double
  ) throws(TensorInitError) -> Double {
    guard gain >= 0, gain <= dtype.largestFinite else {
      throw .invalidArgument(
        argument: "gain", given: "\(gain)",
        expected: "a finite number of 0 or more, within \(dtype)'s range")
    }
    guard scale >= 0, scale.isFinite else {
      throw .invalidArgument(
        argument: "scale", given: "\(scale)", expected: "a finite number of 0 or more")
    }
    let gain = gain * factor
    // Of small tensors it counts that the standard layout isn't passed on.
    let fans = layout.isStandard ? try Fans(of: shape) : try Fans(of: shape, layout: layout)
    let fan = mode.fan(of: fans)
    // Without a fan there are no elements to be given a deviation.
    if fan == 0 { return 0 }
    // Kaiming's has one rounding less, as PyTorch computes it.
    return nonlinearity == nil ? gain * (scale / fan).squareRoot() : gain / fan.squareRoot()
  }
}

/// The law of weights of which the deviation is given.
public enum ScaledDistribution: String, CaseIterable, Sendable, Hashable {
  /// Normal around 0.
  case normal
  /// On -bound ..< bound, with bound = sqrt(3) std.
  case uniform
  /// Normal, restricted to 2 of its deviations before the restriction, after which it has the one that is given.
  case truncatedNormal = "truncated_normal"

  /// The distribution of this name: `normal`, `uniform` or `truncated_normal`.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "distribution") { [$0.rawValue] }
  }
}

extension ScaledDistribution: NamedChoice {}

// MARK: - Calls

extension Initializer {
  /// Of variance scale / fan, around 0, as in JAX, Keras and timm.
  ///
  /// The tensor has at least 2 dimensions besides batch axes, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - scale: The variance times the fan, finite, 0 or more.
  ///   - mode: Which fan counts.
  ///   - distribution: The law.
  ///   - layout: Which dimensions are inputs and outputs; PyTorch's, where JAX's standard is `inAxis: [-2],
  ///     outAxis: [-1]`.
  public static func varianceScaling(
    scale: Double = 1, mode: FanMode = .fanIn, distribution: ScaledDistribution = .truncatedNormal,
    layout: FanLayout = FanLayout()
  ) -> Initializer {
    scheme(VarianceScaling.varianceScaling, layout) {
      $0.scale = scale
      $0.mode = mode
      $0.distribution = distribution
    }
  }

  /// Uniform of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - gain: A factor of the standard deviation, finite, 0 or more.
  ///   - layout: Which dimensions are inputs and outputs.
  public static func xavierUniform(
    gain: Double = 1, layout: FanLayout = FanLayout()
  ) -> Initializer {
    scheme(VarianceScaling.xavierUniform, layout) { $0.gain = gain }
  }

  /// Normal of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - gain: A factor of the standard deviation, finite, 0 or more.
  ///   - layout: Which dimensions are inputs and outputs.
  public static func xavierNormal(
    gain: Double = 1, layout: FanLayout = FanLayout()
  ) -> Initializer {
    scheme(VarianceScaling.xavierNormal, layout) { $0.gain = gain }
  }

  /// Uniform of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Which fan counts.
  ///   - slope: The negative slope of a leaky relu, finite.
  ///   - layout: Which dimensions are inputs and outputs.
  public static func kaimingUniform(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0,
    layout: FanLayout = FanLayout()
  ) -> Initializer {
    scheme(VarianceScaling.kaimingUniform, layout) {
      $0.nonlinearity = nonlinearity
      $0.mode = mode
      $0.slope = slope
    }
  }

  /// Normal of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Which fan counts.
  ///   - slope: The negative slope of a leaky relu, finite.
  ///   - layout: Which dimensions are inputs and outputs.
  public static func kaimingNormal(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0,
    layout: FanLayout = FanLayout()
  ) -> Initializer {
    scheme(VarianceScaling.kaimingNormal, layout) {
      $0.nonlinearity = nonlinearity
      $0.mode = mode
      $0.slope = slope
    }
  }

  /// Uniform of variance 1 / fanIn, as JAX and Keras have it (LeCun, Bottou, Orr and Müller, 1998).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func lecunUniform(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.lecunUniform, layout)
  }

  /// Normal of variance 1 / fanIn, truncated at 2 deviations, as JAX and Keras have it (LeCun, Bottou, Orr and
  /// Müller, 1998).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func lecunNormal(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.lecunNormal, layout)
  }

  /// Uniform of variance 2 / (fanIn + fanOut), as JAX and Keras have it (Glorot and Bengio, 2010).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func glorotUniform(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.glorotUniform, layout)
  }

  /// Normal of variance 2 / (fanIn + fanOut), truncated at 2 deviations, as JAX and Keras have it, unlike
  /// ``xavierNormal(gain:layout:)`` (Glorot and Bengio, 2010).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func glorotNormal(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.glorotNormal, layout)
  }

  /// Uniform of variance 2 / fanIn, as JAX and Keras have it (He, Zhang, Ren and Sun, 2015).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func heUniform(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.heUniform, layout)
  }

  /// Normal of variance 2 / fanIn, truncated at 2 deviations, as JAX and Keras have it, unlike
  /// ``kaimingNormal(nonlinearity:mode:slope:layout:)`` (He, Zhang, Ren and Sun, 2015).
  ///
  /// - Parameter layout: Which dimensions are inputs and outputs.
  public static func heNormal(layout: FanLayout = FanLayout()) -> Initializer {
    scheme(VarianceScaling.heNormal, layout)
  }

  private static func scheme(
    _ row: Signature<VarianceScaling>, _ layout: FanLayout,
    _ change: (inout VarianceScaling) -> Void = { _ in }
  ) -> Initializer {
    var scaling = row.standard
    scaling.layout = layout
    change(&scaling)
    return Initializer(scaling)
  }
}
