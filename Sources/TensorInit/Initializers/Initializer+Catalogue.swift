/// The initializers by their Swift names. Making one can't fail; using it throws where an argument, the
/// tensor's shape or its dtype is not as described.
extension Initializer {
  // MARK: Fixed values

  /// Every element 0, of any dtype.
  public static var zeros: Initializer { Initializer(Zeros()) }

  /// Every element 1, of any dtype.
  public static var ones: Initializer { Initializer(Ones()) }

  /// Every element the same value, of any dtype.
  ///
  /// - Parameter value: What the tensor's dtype must hold: of an integer dtype an integer in its range,
  ///   of a floating-point dtype any number, infinities and nan included, that does not overflow.
  public static func constant(_ value: Double) -> Initializer {
    Initializer(Constant(value: value))
  }

  /// Every element the same integer, also one that no `Double` holds; of any dtype.
  ///
  /// - Parameter value: What the tensor's dtype must hold: an integer dtype in its range, a
  ///   floating-point dtype to the nearest of its values.
  public static func constant(exactly value: Int64) -> Initializer {
    Initializer(Constant(exactly: value))
  }

  /// The identity matrix, of any dtype: 1 where row and column are equal, else 0.
  ///
  /// The tensor has 2 dimensions, of any sizes.
  public static var eye: Initializer { Initializer(Identity()) }

  /// Convolution weights that pass their input channels on unchanged, of any dtype.
  ///
  /// The tensor has 3 to 5 dimensions: output channels, input channels, kernel. Output channel d of
  /// each group has a 1 at the kernel's centre (size / 2, rounded down) of input channel d.
  ///
  /// - Parameter groups: Into how many equal parts dimension 0 is split, a divisor of its size.
  public static func dirac(groups: Int = 1) -> Initializer { Initializer(Dirac(groups: groups)) }

  // MARK: Distributions

  /// Uniform on [low, high), of any floating-point dtype.
  ///
  /// The smallest value is at least `low`, the largest below `high`, after rounding to the dtype too. On
  /// an interval that holds 0, values near 0 have the dtype's full relative precision.
  ///
  /// - Parameters:
  ///   - low: The lower bound, finite and within the dtype's range.
  ///   - high: The upper bound, at least `low`; if they are equal, every element is that.
  public static func uniform(low: Double = 0, high: Double = 1) -> Initializer {
    Initializer(Uniform(low: low, high: high))
  }

  /// Normal, of any floating-point dtype (Box and Muller, 1958).
  ///
  /// - Parameters:
  ///   - mean: The mean, finite and within the dtype's range.
  ///   - std: The standard deviation, finite, 0 or more; 0 makes every element the mean.
  public static func normal(mean: Double = 0, std: Double = 1) -> Initializer {
    Initializer(Normal(mean: mean, std: std))
  }

  /// Normal, restricted to low...high, of any floating-point dtype; exact however far out that is.
  ///
  /// - Parameters:
  ///   - mean: The mean before the restriction, finite.
  ///   - std: The standard deviation before the restriction, finite, 0 or more.
  ///   - low: The smallest value, not a multiple of `std`; `-.infinity` for none.
  ///   - high: The largest value, not a multiple of `std`; `.infinity` for none.
  public static func truncatedNormal(
    mean: Double = 0, std: Double = 1, low: Double = -2, high: Double = 2
  ) -> Initializer {
    Initializer(TruncatedNormal(mean: mean, std: std, low: low, high: high))
  }

  /// Cauchy (Lorentz), of any floating-point dtype; always finite.
  ///
  /// - Parameters:
  ///   - median: The median, finite.
  ///   - sigma: The half-width at half-maximum, finite, above 0.
  public static func cauchy(median: Double = 0, sigma: Double = 1) -> Initializer {
    Initializer(Cauchy(median: median, sigma: sigma))
  }

  /// Exponential, of any floating-point dtype; never 0 and never infinite.
  ///
  /// - Parameter rate: The inverse of the mean, finite, above 0.
  public static func exponential(rate: Double = 1) -> Initializer {
    Initializer(Exponential(rate: rate))
  }

  /// The number of trials up to the first success, 1, 2, ..., of any dtype but bool.
  ///
  /// Numbers beyond the dtype's largest are that one.
  ///
  /// - Parameter p: Each trial's probability of success, above 0 and at most 1; a floating-point dtype
  ///   must hold its inverse, the mean.
  public static func geometric(p: Double) -> Initializer { Initializer(Geometric(p: p)) }

  /// e to the power of a normal number, of any floating-point dtype; never 0 and never infinite.
  ///
  /// - Parameters:
  ///   - mean: The mean of the logarithm, finite.
  ///   - std: The standard deviation of the logarithm, finite, 0 or more.
  public static func logNormal(mean: Double = 1, std: Double = 2) -> Initializer {
    Initializer(LogNormal(mean: mean, std: std))
  }

  /// Equally likely integers from `low` to below `high`, of any dtype that holds them exactly.
  ///
  /// - Parameters:
  ///   - low: The smallest; `nil` means 0.
  ///   - high: One more than the largest, above `low`; `nil` means that the largest is the dtype's
  ///     maximum, or of a floating-point dtype the largest up to which it holds every integer.
  public static func random(low: Int64? = nil, high: Int64? = nil) -> Initializer {
    Initializer(RandomIntegers(low: low, high: high))
  }

  /// 1 with probability `p`, else 0, of any dtype.
  ///
  /// - Parameter p: The probability of 1, in 0...1.
  public static func bernoulli(p: Double = 0.5) -> Initializer { Initializer(Bernoulli(p: p)) }

  // MARK: Schemes of deep learning

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

  /// `gain` times a random matrix with orthonormal rows or columns, whichever are fewer
  /// (Saxe, McClelland and Ganguli, 2013), uniformly distributed (Mezzadri, 2007).
  ///
  /// The tensor has at least 2 dimensions, taken as dimension 0 by all others, and a floating-point
  /// dtype. Its last bits depend on the processor: OpenBLAS's sums do.
  ///
  /// - Parameters:
  ///   - gain: A factor, finite; its magnitude is the length of the rows or columns.
  ///   - method: How it is computed, which decides the values but not their law; PyTorch's generator always
  ///     factorizes.
  public static func orthogonal(
    gain: Double = 1, method: OrthogonalMethod = .reflectors
  ) -> Initializer {
    Initializer(Orthogonal(gain: gain, method: method))
  }

  /// Normal around 0, with ceil(sparsity * rows) zeros at random places in each column (Martens, 2010).
  ///
  /// The tensor has 2 dimensions and a floating-point dtype. The product is taken as of decimal numbers:
  /// 0.07 of 100 rows is 7.
  ///
  /// - Parameters:
  ///   - sparsity: The share of zeros, in 0...1.
  ///   - std: The standard deviation of the other elements, finite, 0 or more.
  public static func sparse(sparsity: Double, std: Double = 0.01) -> Initializer {
    Initializer(Sparse(sparsity: sparsity, std: std))
  }
}
