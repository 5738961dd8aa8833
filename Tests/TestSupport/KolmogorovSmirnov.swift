import Foundation

/// The p-value of the two-sided Kolmogorov-Smirnov test that values come from a continuous law.
///
/// ```
/// p = Q((√n + 0.12 + 0.11/√n) D),    Q(λ) = 2 Σ (-1)^(k-1) exp(-2 k² λ²), k = 1, 2, ...
/// ```
///
/// Asymptotic law of Kolmogorov (1933); the small-sample factor is that of Stephens, Use of the
/// Kolmogorov-Smirnov, Cramér-von Mises and Related Statistics Without Extensive Tables (1970).
///
/// A value or a cdf that is not a number makes p = 0: no law gives one.
public func kolmogorovSmirnovPValue(_ values: [Double], cdf: (Double) -> Double) -> Double {
  let root = Double(values.count).squareRoot()
  let distance = kolmogorovSmirnovDistance(values, cdf: cdf)
  return kolmogorovUpperTail((root + 0.12 + 0.11 / root) * distance)
}

/// The largest distance between the empirical cdf of values and a cdf.
///
/// ```
/// D = max over i of max(i/n - F(x_i), F(x_i) - (i-1)/n),    x_1 <= ... <= x_n
/// ```
///
/// - Returns: A number from 1/(2n) to 1, or infinity where a value or a cdf is not a number.
public func kolmogorovSmirnovDistance(_ values: [Double], cdf: (Double) -> Double) -> Double {
  let distances = cdfDistances(values, cdf: cdf)
  return max(distances.above, distances.below)
}

/// How far the empirical cdf of values rises above a cdf and falls below it.
func cdfDistances(
  _ values: [Double], cdf: (Double) -> Double
) -> (above: Double, below: Double) {
  precondition(!values.isEmpty, "needs at least one value")
  // Sorting needs a total order, which nan is outside of.
  if values.contains(where: \.isNaN) { return (.infinity, .infinity) }
  let count = Double(values.count)
  var (above, below) = (0.0, 0.0)
  for (index, value) in values.sorted().enumerated() {
    let probability = cdf(value)
    if probability.isNaN { return (.infinity, .infinity) }
    above = max(above, Double(index + 1) / count - probability)
    below = max(below, probability - Double(index) / count)
  }
  return (above, below)
}

/// The probability that Kolmogorov's limiting statistic √n D exceeds a value.
///
/// ```
/// Q(λ) = 2 Σ (-1)^(k-1) exp(-2 k² λ²) = 1 - √(2π)/λ Σ exp(-(2k-1)² π² / (8 λ²)),    k = 1, 2, ...
/// ```
///
/// The two series are one by Jacobi's theta identity; each is used where it needs four terms for
/// full precision (Marsaglia, Tsang and Wang, Evaluating Kolmogorov's Distribution, 2003).
public func kolmogorovUpperTail(_ lambda: Double) -> Double {
  if lambda.isNaN { return 0 }
  if lambda <= 0 { return 1 }
  if lambda < 1.18 {
    let base = -Double.pi * Double.pi / (8 * lambda * lambda)
    let sum = exp(base) + exp(9 * base) + exp(25 * base) + exp(49 * base)
    return 1 - (2 * Double.pi).squareRoot() / lambda * sum
  }
  let base = -2 * lambda * lambda
  return 2 * (exp(base) - exp(4 * base) + exp(9 * base) - exp(16 * base))
}
