import Foundation

/// A continuous probability law with everything a test compares a sample with.
public struct ClosedFormLaw: Sendable {
  /// The law and its parameters, as a failed test should print it.
  public var name: String

  /// The probability of a value up to the argument.
  public var cdf: @Sendable (Double) -> Double

  /// The mean, nil where it does not exist.
  public var mean: Double?

  /// The variance, nil where it does not exist.
  public var variance: Double?

  /// Creates a law from its parts.
  public init(
    name: String, mean: Double?, variance: Double?, cdf: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.cdf = cdf
    self.mean = mean
    self.variance = variance
  }
}

extension ClosedFormLaw {
  /// The uniform law: F(x) = (x - low) / (high - low).
  public static func uniform(low: Double, high: Double) -> ClosedFormLaw {
    let width = high - low
    return ClosedFormLaw(
      name: "uniform(low: \(low), high: \(high))",
      mean: low + width / 2, variance: width * width / 12
    ) { x in min(max((x - low) / width, 0), 1) }
  }

  /// The normal law: F(x) = erfc(-(x - mean) / (√2 std)) / 2.
  public static func normal(mean: Double, std: Double) -> ClosedFormLaw {
    ClosedFormLaw(
      name: "normal(mean: \(mean), std: \(std))", mean: mean, variance: std * std
    ) { x in standardNormalCDF((x - mean) / std) }
  }

  /// The law of exp(X) for a normal X with this mean and standard deviation.
  ///
  /// ```
  /// F(x) = Φ((ln x - mean) / std),    E = exp(mean + std²/2),    Var = (exp(std²) - 1) E²
  /// ```
  public static func logNormal(mean: Double, std: Double) -> ClosedFormLaw {
    let expectation = exp(mean + std * std / 2)
    return ClosedFormLaw(
      name: "logNormal(mean: \(mean), std: \(std))",
      mean: expectation, variance: expm1(std * std) * expectation * expectation
    ) { x in x <= 0 ? 0 : standardNormalCDF((log(x) - mean) / std) }
  }

  /// The exponential law: F(x) = 1 - exp(-rate x).
  public static func exponential(rate: Double) -> ClosedFormLaw {
    ClosedFormLaw(
      name: "exponential(rate: \(rate))", mean: 1 / rate, variance: 1 / (rate * rate)
    ) { x in x <= 0 ? 0 : -expm1(-rate * x) }
  }

  /// The Cauchy law, F(x) = 1/2 + arctan((x - median) / sigma) / π, which has no moments.
  public static func cauchy(median: Double, sigma: Double) -> ClosedFormLaw {
    ClosedFormLaw(
      name: "cauchy(median: \(median), sigma: \(sigma))", mean: nil, variance: nil
    ) { x in
      // The angle of (-z, 1) is π/2 + arctan z, without the cancellation in the lower tail.
      atan2(1, -(x - median) / sigma) / Double.pi
    }
  }
}

extension ClosedFormLaw {
  /// The law of a number whose logarithm is uniform: F(x) = log(x / low) / log(high / low).
  public static func logUniform(low: Double, high: Double) -> ClosedFormLaw {
    let width = log(high / low)
    let mean = (high - low) / width
    return ClosedFormLaw(
      name: "logUniform(low: \(low), high: \(high))",
      mean: mean, variance: (high * high - low * low) / (2 * width) - mean * mean
    ) { x in x <= low ? 0 : min(log(x / low) / width, 1) }
  }

  /// The law of log(exp(T) - 1) of a log-uniform T.
  public static func inverseSoftplusLogUniform(low: Double, high: Double) -> ClosedFormLaw {
    let times = logUniform(low: low, high: high)
    return ClosedFormLaw(
      name: "inverseSoftplusLogUniform(low: \(low), high: \(high))", mean: nil, variance: nil
    ) { x in times.cdf(x > 40 ? x : log1p(exp(x))) }
  }

  /// The law of log(U) of a uniform U: F(x) = (exp(x) - low) / (high - low).
  public static func logOfUniform(low: Double, high: Double) -> ClosedFormLaw {
    let width = high - low
    // The integral of the logarithm's power up to a bound.
    func first(_ bound: Double) -> Double { bound == 0 ? 0 : bound * (log(bound) - 1) }
    func second(_ bound: Double) -> Double {
      bound == 0 ? 0 : bound * (log(bound) * (log(bound) - 2) + 2)
    }
    let mean = (first(high) - first(low)) / width
    return ClosedFormLaw(
      name: "logOfUniform(low: \(low), high: \(high))",
      mean: mean, variance: (second(high) - second(low)) / width - mean * mean
    ) { x in min(max((exp(x) - low) / width, 0), 1) }
  }
}

/// The standard normal cdf Φ, with full relative precision in the lower tail.
public func standardNormalCDF(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
