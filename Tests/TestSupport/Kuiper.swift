import Foundation

/// The p-value of Kuiper's test that values come from a continuous law.
///
/// ```
/// V = max(F_n - F) + max(F - F_n),    p = Q((√n + 0.155 + 0.24/√n) V)
/// ```
///
/// Kuiper, Tests Concerning Random Points on a Circle (1960); the small-sample factor is that of
/// Stephens (1970). It is as sensitive to a wrong scale as the Kolmogorov-Smirnov test is to a
/// wrong location: a wrong scale puts the empirical cdf above on one side and below on the
/// other, and the two distances add up.
///
/// A value or a cdf that is not a number makes p = 0: no law gives one.
public func kuiperPValue(_ values: [Double], cdf: (Double) -> Double) -> Double {
  let root = Double(values.count).squareRoot()
  let distances = cdfDistances(values, cdf: cdf)
  return kuiperUpperTail((root + 0.155 + 0.24 / root) * (distances.above + distances.below))
}

/// The probability that Kuiper's limiting statistic √n V exceeds a value.
///
/// ```
/// Q(λ) = 2 Σ (4 k² λ² - 1) exp(-2 k² λ²),    k = 1, 2, ...
/// ```
public func kuiperUpperTail(_ lambda: Double) -> Double {
  if lambda.isNaN || lambda == .infinity { return 0 }
  // 1 - Q is below 1e-21 there, and the series ever longer.
  if lambda < 0.3 { return 1 }
  var sum = 0.0
  // At 0.3 the term after the last is below 1e-16.
  for k in 1...16 {
    let square = Double(k * k) * lambda * lambda
    sum += 2 * (4 * square - 1) * exp(-2 * square)
  }
  return min(sum, 1)
}
