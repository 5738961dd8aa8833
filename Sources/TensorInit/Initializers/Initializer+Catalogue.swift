/// The initializers by their Swift names. Each one's own file says what it does.
extension Initializer {
  // MARK: Fixed values

  /// Every element 0.
  public static var zeros: Initializer { Initializer(Zeros()) }

  /// Every element 1.
  public static var ones: Initializer { Initializer(Ones()) }

  /// Every element `value`, which the tensor's dtype must hold.
  public static func constant(_ value: Double) -> Initializer {
    Initializer(Constant(value: value))
  }

  /// The identity matrix, of square and rectangular matrices.
  public static var eye: Initializer { Initializer(Identity()) }

  /// Convolution weights, of 3 to 5 dimensions, that pass their input channels on unchanged.
  ///
  /// - Parameter groups: Into how many equal parts dimension 0 is split, each with its own ones.
  public static func dirac(groups: Int = 1) -> Initializer { Initializer(Dirac(groups: groups)) }

  // MARK: Distributions

  /// Uniform on [low, high): never `high`, in any floating-point dtype.
  public static func uniform(low: Double = 0, high: Double = 1) -> Initializer {
    Initializer(Uniform(low: low, high: high))
  }

  /// Normal with this mean and standard deviation.
  public static func normal(mean: Double = 0, std: Double = 1) -> Initializer {
    Initializer(Normal(mean: mean, std: std))
  }

  /// Normal with this mean and standard deviation, restricted to low...high.
  ///
  /// - Parameters:
  ///   - low: The smallest value, not a multiple of `std`; `-.infinity` for none.
  ///   - high: The largest value, not a multiple of `std`; `.infinity` for none.
  public static func truncatedNormal(
    mean: Double = 0, std: Double = 1, low: Double = -2, high: Double = 2
  ) -> Initializer {
    Initializer(TruncatedNormal(mean: mean, std: std, low: low, high: high))
  }

  /// Cauchy with this median and half-width at half-maximum.
  public static func cauchy(median: Double = 0, sigma: Double = 1) -> Initializer {
    Initializer(Cauchy(median: median, sigma: sigma))
  }

  /// Exponential with this rate, the inverse of the mean.
  public static func exponential(rate: Double = 1) -> Initializer {
    Initializer(Exponential(rate: rate))
  }

  /// The number of trials up to the first success, each with probability `p`: 1, 2, ...
  public static func geometric(p: Double) -> Initializer { Initializer(Geometric(p: p)) }

  /// e to the power of a normal number with this mean and standard deviation.
  public static func logNormal(mean: Double = 1, std: Double = 2) -> Initializer {
    Initializer(LogNormal(mean: mean, std: std))
  }

  /// Equally likely integers from `low` to below `high`.
  ///
  /// - Parameters:
  ///   - low: The smallest; `nil` means 0.
  ///   - high: One more than the largest; `nil` means that the largest is the dtype's maximum, or of a
  ///     floating-point dtype the largest up to which it holds every integer.
  public static func random(low: Int64? = nil, high: Int64? = nil) -> Initializer {
    Initializer(RandomIntegers(low: low, high: high))
  }

  /// 1 with probability `p`, else 0.
  public static func bernoulli(p: Double = 0.5) -> Initializer { Initializer(Bernoulli(p: p)) }

  // MARK: Schemes of deep learning

  /// Uniform of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  public static func xavierUniform(gain: Double = 1) -> Initializer {
    Initializer(XavierUniform(gain: gain))
  }

  /// Normal of variance 2 gain^2 / (fanIn + fanOut) (Glorot and Bengio, 2010).
  public static func xavierNormal(gain: Double = 1) -> Initializer {
    Initializer(XavierNormal(gain: gain))
  }

  /// Uniform of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Whether `fan` is fan in or fan out.
  ///   - slope: The negative slope of a leaky relu.
  public static func kaimingUniform(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0
  ) -> Initializer {
    Initializer(
      KaimingUniform(Kaiming(mode: mode, nonlinearity: nonlinearity, slope: slope)))
  }

  /// Normal of variance gain^2 / fan (He, Zhang, Ren and Sun, 2015).
  ///
  /// - Parameters:
  ///   - nonlinearity: The function after the layer, which sets the gain.
  ///   - mode: Whether `fan` is fan in or fan out.
  ///   - slope: The negative slope of a leaky relu.
  public static func kaimingNormal(
    nonlinearity: Nonlinearity = .leakyReLU, mode: FanMode = .fanIn, slope: Double = 0
  ) -> Initializer {
    Initializer(
      KaimingNormal(Kaiming(mode: mode, nonlinearity: nonlinearity, slope: slope)))
  }

  /// `gain` times a random matrix with orthonormal rows or columns, whichever are fewer
  /// (Saxe, McClelland and Ganguli, 2013).
  public static func orthogonal(gain: Double = 1) -> Initializer {
    Initializer(Orthogonal(gain: gain))
  }

  /// Normal, with ceil(sparsity * rows) zeros at random places in each column (Martens, 2010).
  public static func sparse(sparsity: Double, std: Double = 0.01) -> Initializer {
    Initializer(Sparse(sparsity: sparsity, std: std))
  }
}
