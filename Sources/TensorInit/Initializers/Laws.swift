/// A distribution initializes tensors of every shape alike.
extension InitializerDefinition where Self: Distribution {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try fill(for: dtype)
  }
}

extension Uniform: InitializerDefinition {}
extension Normal: InitializerDefinition {}
extension TruncatedNormal: InitializerDefinition {}
extension TruncatedNormalInDeviations: InitializerDefinition {}
extension LogNormal: InitializerDefinition {}
extension Exponential: InitializerDefinition {}
extension Cauchy: InitializerDefinition {}
extension Geometric: InitializerDefinition {}
extension Bernoulli: InitializerDefinition {}
extension RandomIntegers: InitializerDefinition {}
extension LogUniform: InitializerDefinition {}
extension InverseSoftplusLogUniform: InitializerDefinition {}
extension LogOfUniform: InitializerDefinition {}

extension Initializer {
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
  /// The bounds are absolute, as PyTorch's are: those of -2 and 2 at a deviation of 0.02 are 100 deviations away and cut
  /// nothing. ``truncatedNormal(mean:std:cut:corrected:)`` cuts at a number of deviations.
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

  /// Normal, restricted to `cut` deviations around the mean, of any floating-point dtype.
  ///
  /// - Parameters:
  ///   - mean: The mean, finite.
  ///   - std: The standard deviation, finite, 0 or more; JAX's `truncated_normal` has 0.01, Keras's 0.05.
  ///   - cut: The number of deviations, finite, above 0; 2 in JAX, Keras and TensorFlow.
  ///   - corrected: Whether `std` is the deviation after the restriction, as variance scaling of JAX, Keras and timm has
  ///     it; else it is that before, and the values' is less: 0.88 `std` at a cut of 2, 0.987 at 3.
  public static func truncatedNormal(
    mean: Double = 0, std: Double, cut: Double, corrected: Bool = false
  ) -> Initializer {
    Initializer(TruncatedNormal(mean: mean, std: std, cut: cut, corrected: corrected))
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

  /// Log-uniform (reciprocal) on [low, high), of any floating-point dtype: the logarithm is uniform.
  ///
  /// The smallest value is at least `low`, the largest below `high`, after rounding to the dtype too; none is 0.
  ///
  /// - Parameters:
  ///   - low: The lower bound, above 0.
  ///   - high: The upper bound, at least `low`, finite and within the dtype's range; if they are equal, every element is
  ///     that.
  public static func logUniform(low: Double, high: Double) -> Initializer {
    Initializer(LogUniform(low: low, high: high))
  }

  /// log(e^t - 1) of a log-uniform number t on [low, high), of any floating-point dtype: the bias of Mamba's time steps
  /// (Gu and Dao, "Mamba: linear-time sequence modeling with selective state spaces", 2023), whose softplus is t.
  ///
  /// - Parameters:
  ///   - low: The lower bound of t, above 0.
  ///   - high: The upper bound of t, at least `low`, finite and within the dtype's range.
  ///   - floor: The number that a smaller t is replaced by, 0 or more, within the dtype's range. If `low` and `high` are
  ///     equal or `floor` is at least `high`, every element is that of the larger one of `low` and `floor`.
  public static func inverseSoftplusLogUniform(
    low: Double = 0.001, high: Double = 0.1, floor: Double = 0.0001
  ) -> Initializer {
    Initializer(InverseSoftplusLogUniform(low: low, high: high, floor: floor))
  }

  /// The natural logarithm of a uniform number on [low, high), of any floating-point dtype; always finite.
  ///
  /// Of 1 and 16 it is the `A_log` of Mamba-2 (Dao and Gu, "Transformers are SSMs", 2024).
  ///
  /// - Parameters:
  ///   - low: The uniform number's lower bound, finite, 0 or more.
  ///   - high: Its upper bound, finite, above 0, at least `low`; if they are equal, every element is its logarithm.
  public static func logOfUniform(low: Double, high: Double) -> Initializer {
    Initializer(LogOfUniform(low: low, high: high))
  }
}
