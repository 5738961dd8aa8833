import TensorInit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tests of whether values come from a law.
enum GoodnessOfFit {
  /// A law fits values of which more than this share of the law's own are further from it.
  static let smallestPValue = 1e-5

  // MARK: Kolmogorov and Smirnov

  /// The largest distance between the shares of sorted values and those of a law.
  ///
  /// A value stands for the numbers that its dtype rounds to it. Of float16 and bfloat16, what others draw may lie on a
  /// grid of as many steps as the dtype has significands, whose steps a distance may have more.
  static func distance(
    of values: [Double], _ dtype: DType, from cumulative: (Double) -> Double
  ) -> Double {
    let count = Double(values.count)
    let isCoarse = dtype == .bfloat16 || dtype == .float16
    var distance = 0.0
    var start = 0
    while start < values.count {
      let value = values[start]
      var end = start + 1
      while end < values.count, values[end] == value { end += 1 }
      let below = isCoarse ? (value + dtype.largest(below: value)) / 2 : value
      let above = isCoarse ? (value - dtype.largest(below: -value)) / 2 : value
      let lower = cumulative(below)
      let upper = isCoarse ? cumulative(above) : lower
      guard lower.isFinite, upper.isFinite else { return 1 }
      distance = max(
        distance, (lower - Double(start) / count).magnitude,
        (Double(end) / count - upper).magnitude)
      start = end
    }
    let step = dtype == .bfloat16 ? 0x1p-8 : dtype == .float16 ? 0x1p-11 : 0
    return max(0, distance - step)
  }

  /// The largest distance where a law has integers only; `cumulative` has the share of those up to one.
  static func distance(ofIntegers values: [Double], from cumulative: (Double) -> Double) -> Double {
    var distance = 0.0
    for (index, value) in values.enumerated()
    where index + 1 == values.count || values[index + 1] != value {
      let share = Double(index + 1) / Double(values.count)
      distance = max(distance, (share - cumulative(value)).magnitude)
    }
    return distance
  }

  /// The p-value of a distance from a law whose parameters are known, or from few of all values; it is too large where
  /// they are estimated from these (Kolmogorov, 1933; Stephens, 1970).
  static func kolmogorov(_ distance: Double, count: Int) -> Double {
    let root = Double(count).squareRoot()
    let lambda = (root + 0.12 + 0.11 / root) * distance
    guard lambda > 0.2 else { return 1 }
    var sum = 0.0
    for k in 1...100 {
      let number = Double(k)
      let term = exp(-2 * number * number * lambda * lambda)
      sum += k % 2 == 1 ? term : -term
      if term < 1e-20 { break }
    }
    return min(1, max(0, 2 * sum))
  }

  /// The p-value of a distance from the normal law with the values' own mean and deviation (Lilliefors, 1967, by the
  /// approximations of Dallal and Wilkinson, 1986, and for p above 0.1 of Stephens, 1974).
  static func lilliefors(_ distance: Double, count: Int) -> Double {
    let count = Double(count)
    let (d, n) =
      count > 100 ? (distance * pow(count / 100, 0.49), 100) : (distance, count)
    let p = exp(
      -7.01256 * d * d * (n + 2.78019) + 2.99587 * d * (n + 2.78019).squareRoot() - 0.122119
        + 0.974598 / n.squareRoot() + 1.67997 / n)
    guard p > 0.1 else { return p }
    let k = (count.squareRoot() - 0.01 + 0.85 / count.squareRoot()) * distance
    func polynomial(_ coefficients: Double...) -> Double {
      coefficients.reversed().reduce(0) { $0 * k + $1 }
    }
    let larger =
      switch k {
      case ...0.302: 1.0
      case ...0.5: polynomial(2.76773, -19.828315, 80.709644, -138.55152, 81.218052)
      case ...0.9: polynomial(-4.901232, 40.662806, -97.490286, 94.029866, -32.355711)
      case ...1.31: polynomial(6.198765, -19.558097, 23.186922, -12.234627, 2.423045)
      default: 0.1
      }
    return min(1, max(0, larger))
  }

  // MARK: Moments and ends of normal values

  /// The p-value of a skewness of independent normal values (D'Agostino, 1970).
  static func normalSkewness(_ skewness: Double, count: Int) -> Double {
    let n = Double(count)
    let y = skewness * ((n + 1) * (n + 3) / (6 * (n - 2))).squareRoot()
    let kurtosis =
      3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
    let square = (2 * (kurtosis - 1)).squareRoot() - 1
    let delta = 1 / (0.5 * log(square)).squareRoot()
    let alpha = (2 / (square - 1)).squareRoot()
    return twoSided(delta * asinh(y / alpha))
  }

  /// The p-value of a kurtosis of independent normal values (Anscombe and Glynn, 1983).
  static func normalKurtosis(_ kurtosis: Double, count: Int) -> Double {
    let n = Double(count)
    let expected = 3 * (n - 1) / (n + 1)
    let variance =
      24 * n / (n + 1) * ((n - 2) / (n + 1)) * ((n - 3) / (n + 3)) / (n + 5)
    let x = (kurtosis - expected) / variance.squareRoot()
    let skewness =
      6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9))
      * (6 * ((n + 3) / n) * ((n + 5) / (n - 2)) / (n - 3)).squareRoot()
    let a =
      6 + 8 / skewness * (2 / skewness + (1 + 4 / (skewness * skewness)).squareRoot())
    let quotient = (1 - 2 / a) / (1 + x * (2 / (a - 4)).squareRoot())
    return twoSided((1 - 2 / (9 * a) - cbrt(quotient)) / (2 / (9 * a)).squareRoot())
  }

  /// The p-value of the kurtosis of independent values of a law with bounds, whose own kurtosis is near a normal law.
  ///
  /// - Parameter cuts: Between which deviations a normal law is cut; 0 for a uniform law.
  static func boundedKurtosis(_ kurtosis: Double, count: Int, cuts: ClosedRange<Double>) -> Double {
    let ends = (boundedMoments(cut: cuts.lowerBound), boundedMoments(cut: cuts.upperBound))
    // What rounding to a dtype's grid changes is no reason.
    let distance =
      max(
        min(ends.0.kurtosis, ends.1.kurtosis) - kurtosis,
        kurtosis - max(ends.0.kurtosis, ends.1.kurtosis), 1e-4) - 1e-4
    return twoSided(distance / (max(ends.0.variance, ends.1.variance) / Double(count)).squareRoot())
  }

  /// The kurtosis of a normal law that is cut, and the variance of that of values times their number, which is
  /// m8 - 4 m4 m6 + 4 m4^3 - m4^2 of the standardized moments.
  private static func boundedMoments(cut: Double) -> (kurtosis: Double, variance: Double) {
    // The even moments; of a uniform law, to which a cut far inside leads, 1 / (k + 1).
    var moments = (2...8).map { 1 / Double($0 + 1) }
    if cut > 0.3 {
      let end = 2 * LawShape.normalDensity(cut) / (1 - 2 * LawShape.normal(-cut))
      var moment = 1.0
      for k in stride(from: 2, through: 8, by: 2) {
        moment = Double(k - 1) * moment - pow(cut, Double(k - 1)) * end
        moments[k - 2] = moment
      }
    }
    let variance = moments[0]
    let (m4, m6, m8) = (
      moments[2] / pow(variance, 2), moments[4] / pow(variance, 3), moments[6] / pow(variance, 4)
    )
    return (m4, m8 - 4 * m4 * m6 + 4 * m4 * m4 * m4 - m4 * m4)
  }

  /// The p-values of the largest distance from the mean, in deviations: that of as small ones or smaller, which values
  /// that were cut have, and of as large ones or larger.
  static func normalEnd(_ distance: Double, count: Int) -> (cut: Double, outlier: Double) {
    let expected = 2 * Double(count) * LawShape.normal(-distance)
    return (exp(-expected), -expm1(-expected))
  }

  private static func twoSided(_ z: Double) -> Double {
    z.isNaN ? 0 : erfc(z.magnitude * 0.5.squareRoot())
  }
}
