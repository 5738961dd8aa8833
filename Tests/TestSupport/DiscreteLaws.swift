import Foundation

/// A probability law on the integers with everything a test compares a sample with.
public struct DiscreteLaw: Sendable {
  /// The law and its parameters, as a failed test should print it.
  public var name: String

  /// The mean.
  public var mean: Double

  /// The variance.
  public var variance: Double

  private var mass: @Sendable (Int) -> Double

  /// Creates a law from its parts.
  public init(
    name: String, mean: Double, variance: Double, probability: @escaping @Sendable (Int) -> Double
  ) {
    self.name = name
    self.mean = mean
    self.variance = variance
    self.mass = probability
  }

  /// The probability of one integer, 0 outside the law's support.
  public func probability(of value: Int) -> Double { mass(value) }
}

extension DiscreteLaw {
  /// The number of trials up to the first success: P(k) = p (1-p)^(k-1) for k = 1, 2, ...
  ///
  /// ```
  /// E = 1/p,    Var = (1-p)/p²
  /// ```
  public static func geometric(p: Double) -> DiscreteLaw {
    precondition(p > 0 && p <= 1, "needs 0 < p <= 1, got \(p)")
    return DiscreteLaw(
      name: "geometric(p: \(p))", mean: 1 / p, variance: (1 - p) / (p * p)
    ) { k in
      // The power 0 apart: for p = 1 its logarithm is 0 times infinity.
      if k <= 1 { return k == 1 ? p : 0 }
      return p * exp(Double(k - 1) * log1p(-p))
    }
  }

  /// One trial: P(1) = p, P(0) = 1 - p.
  public static func bernoulli(p: Double) -> DiscreteLaw {
    precondition(p >= 0 && p <= 1, "needs 0 <= p <= 1, got \(p)")
    return DiscreteLaw(name: "bernoulli(p: \(p))", mean: p, variance: p * (1 - p)) { k in
      switch k {
      case 0: 1 - p
      case 1: p
      default: 0
      }
    }
  }

  /// The integers low, ..., high - 1, each as likely.
  ///
  /// ```
  /// E = low + (w-1)/2,    Var = (w² - 1)/12,    w = high - low
  /// ```
  public static func discreteUniform(low: Int, high: Int) -> DiscreteLaw {
    precondition(low < high, "needs low < high, got \(low) and \(high)")
    // In floating point, since the whole range of Int has a width beyond Int.
    let width = Double(high) - Double(low)
    return DiscreteLaw(
      name: "discreteUniform(low: \(low), high: \(high))",
      mean: Double(low) + (width - 1) / 2, variance: (width * width - 1) / 12
    ) { k in (low..<high).contains(k) ? 1 / width : 0 }
  }
}
