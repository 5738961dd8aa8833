/// How many standard errors a sample's mean lies above the mean it should have.
///
/// ```
/// z = (mean - expected) / √(variance / n)
/// ```
///
/// - Parameters:
///   - mean: The sample's mean.
///   - expected: The law's mean.
///   - variance: The law's variance.
///   - n: How many independent values the sample has.
public func zScore(ofMean mean: Double, expected: Double, variance: Double, n: Int) -> Double {
  (mean - expected) / (variance / Double(n)).squareRoot()
}

/// How many standard errors a sample's unbiased variance lies above the variance it should have.
///
/// ```
/// z = (variance - expected) / √((μ4 - expected² (n-3)/(n-1)) / n)
/// ```
///
/// The standard error is exact for every law with a fourth central moment μ4: Cramér, Mathematical
/// Methods of Statistics, section 27.4 (1946).
///
/// - Parameters:
///   - variance: The sample's variance, with divisor n - 1.
///   - expected: The law's variance.
///   - fourthCentralMoment: The law's, or for a large sample the sample's.
///   - n: How many independent values the sample has, at least 2.
public func zScore(
  ofVariance variance: Double, expected: Double, fourthCentralMoment: Double, n: Int
) -> Double {
  let count = Double(n)
  let spread = fourthCentralMoment - expected * expected * (count - 3) / (count - 1)
  return (variance - expected) / (spread / count).squareRoot()
}

extension Moments {
  /// How many standard errors the mean lies above the law's, which must have a variance.
  public func zScoreOfMean(under law: ClosedFormLaw) -> Double {
    guard let expected = law.mean, let variance = law.variance else {
      preconditionFailure("\(law.name) has no mean and variance to compare with")
    }
    return zScore(ofMean: mean, expected: expected, variance: variance, n: count)
  }

  /// How many standard errors the mean lies above the law's.
  public func zScoreOfMean(under law: DiscreteLaw) -> Double {
    zScore(ofMean: mean, expected: law.mean, variance: law.variance, n: count)
  }

  /// How many standard errors the variance lies above the law's, which must have one.
  ///
  /// - Parameter fourthCentralMoment: The law's; the sample's where it is nil.
  public func zScoreOfVariance(
    under law: ClosedFormLaw, fourthCentralMoment: Double? = nil
  ) -> Double {
    guard let expected = law.variance else {
      preconditionFailure("\(law.name) has no variance to compare with")
    }
    return zScore(
      ofVariance: variance, expected: expected,
      fourthCentralMoment: fourthCentralMoment ?? self.fourthCentralMoment, n: count)
  }

  /// How many standard errors the variance lies above the law's.
  ///
  /// - Parameter fourthCentralMoment: The law's; the sample's where it is nil.
  public func zScoreOfVariance(
    under law: DiscreteLaw, fourthCentralMoment: Double? = nil
  ) -> Double {
    zScore(
      ofVariance: variance, expected: law.variance,
      fourthCentralMoment: fourthCentralMoment ?? self.fourthCentralMoment, n: count)
  }
}
