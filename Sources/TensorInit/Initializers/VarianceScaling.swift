/// Weights around 0 of a variance that keeps that of what passes through a layer.
///
/// ```
/// std = gain / sqrt(fan),   or gain sqrt(2 / (fanIn + fanOut)) of both fans
/// ```
/// The schemes of this kind are its rows: Xavier's (Glorot and Bengio, 2010) look at both passes, Kaiming's
/// (He et al., 2015) at one and at the nonlinearity that follows.
struct VarianceScaling: InitializerDefinition {
  enum Law: Sendable {
    case normal
    /// On -bound ..< bound, with bound = sqrt(3) std.
    case uniform
  }

  var law: Law
  /// The fan that counts; `nil` for the average of both.
  var mode: FanMode?
  var gain = 1.0
  /// The function after the layer, whose gain is another factor.
  var nonlinearity: Nonlinearity?
  /// That of a leaky relu.
  var slope = 0.0

  static let xavierUniform = Signature(
    "xavier_uniform", aliases: ["xuniform"], VarianceScaling(law: .uniform),
    .number("gain", \.gain))
  static let xavierNormal = Signature(
    "xavier_normal", aliases: ["xnormal"], VarianceScaling(law: .normal),
    .number("gain", \.gain))
  static let kaimingUniform = Signature(
    "kaiming_uniform", aliases: ["kuniform"],
    VarianceScaling(law: .uniform, mode: .fanIn, nonlinearity: .leakyReLU),
    .choice("mode", \.mode), .choice("nonlinearity", \.nonlinearity), .number("slope", \.slope))
  static let kaimingNormal = Signature(
    "kaiming_normal", aliases: ["knormal"],
    VarianceScaling(law: .normal, mode: .fanIn, nonlinearity: .leakyReLU),
    .choice("mode", \.mode), .choice("nonlinearity", \.nonlinearity), .number("slope", \.slope))

  var signature: Signature<Self> {
    switch (law, nonlinearity) {
    case (.uniform, nil): Self.xavierUniform
    case (.normal, nil): Self.xavierNormal
    case (.uniform, .some): Self.kaimingUniform
    case (.normal, .some): Self.kaimingNormal
    }
  }

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    let gain = try nonlinearity?.gain(slope: slope) ?? 1
    switch law {
    case .normal: return try normal(for: shape, dtype, times: gain).fill(for: dtype)
    case .uniform: return try uniform(for: shape, dtype, times: gain).fill(for: dtype)
    }
  }

  /// The normal law of the deviation that the shape asks for.
  ///
  /// - Parameter factor: The nonlinearity's gain.
  func normal(
    for shape: Shape, _ dtype: DType, times factor: Double
  ) throws(TensorInitError) -> Normal {
    Normal(std: try std(for: shape, dtype, times: factor))
  }

  /// The uniform law of that deviation.
  func uniform(
    for shape: Shape, _ dtype: DType, times factor: Double
  ) throws(TensorInitError) -> Uniform {
    let bound = 3.squareRoot() * (try std(for: shape, dtype, times: factor))
    guard !dtype.isFloatingPoint || bound <= dtype.largestFinite else {
      throw .invalidArgument(
        argument: "the bound", given: "\(bound)",
        expected: "a number within \(dtype)'s range, up to \(dtype.largestFinite)")
    }
    return Uniform(low: -bound, high: bound)
  }

  private func std(
    for shape: Shape, _ dtype: DType, times factor: Double
  ) throws(TensorInitError) -> Double {
    guard gain >= 0, gain <= dtype.largestFinite else {
      throw .invalidArgument(
        argument: "gain", given: "\(gain)",
        expected: "a finite number of 0 or more, within \(dtype)'s range")
    }
    let gain = gain * factor
    let fans = try Fans(of: shape)
    // Without a fan there are no elements to be given a deviation.
    switch mode {
    case nil:
      let sum = fans.fanIn + fans.fanOut
      return sum == 0 ? 0 : gain * (2 / Double(sum)).squareRoot()
    case .fanIn?: return fans.fanIn == 0 ? 0 : gain / Double(fans.fanIn).squareRoot()
    case .fanOut?: return fans.fanOut == 0 ? 0 : gain / Double(fans.fanOut).squareRoot()
    }
  }
}

extension Initializer {
  /// Uniform of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameter gain: A factor of the standard deviation, finite, 0 or more.
  public static func xavierUniform(gain: Double = 1) -> Initializer {
    Initializer(VarianceScaling(law: .uniform, gain: gain))
  }

  /// Normal of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameter gain: A factor of the standard deviation, finite, 0 or more.
  public static func xavierNormal(gain: Double = 1) -> Initializer {
    Initializer(VarianceScaling(law: .normal, gain: gain))
  }

  /// Uniform of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Whether `fan` is fan in or fan out.
  ///   - slope: The negative slope of a leaky relu, finite.
  public static func kaimingUniform(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0
  ) -> Initializer {
    Initializer(
      VarianceScaling(law: .uniform, mode: mode, nonlinearity: nonlinearity, slope: slope))
  }

  /// Normal of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// The tensor has at least 2 dimensions, from which ``Fans`` follow, and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Whether `fan` is fan in or fan out.
  ///   - slope: The negative slope of a leaky relu, finite.
  public static func kaimingNormal(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0
  ) -> Initializer {
    Initializer(
      VarianceScaling(law: .normal, mode: mode, nonlinearity: nonlinearity, slope: slope))
  }
}
