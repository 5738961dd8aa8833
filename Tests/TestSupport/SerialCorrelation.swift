/// How many standard errors the correlation between values `lag` apart lies above that of noise.
///
/// ```
/// r = Σ (x_i - m)(x_(i+lag) - m) / Σ (x_i - m)²
/// z = (r + (n-lag)/(n (n-1))) / √((n-lag) / (n (n+2)))
/// ```
///
/// For independent values the mean of r is exact whatever their law (every order is as likely:
/// Moran, Some Theorems on Time Series II, 1948), the variance is that of a normal sample (Ljung
/// and Box, On a Measure of Lack of Fit in Time Series Models, 1978) and to within O(1/n²) that of
/// any law with four moments. Put the values of a law with fewer through its cdf first.
///
/// - Parameters:
///   - values: More than `lag` + 1 values.
///   - lag: At least 1.
public func serialCorrelationZScore(_ values: [Double], lag: Int) -> Double {
  precondition(lag >= 1 && values.count > lag + 1, "needs more than \(lag + 1) values")
  let n = Double(values.count)
  let pairs = Double(values.count - lag)
  let mean = Moments(values).mean
  var products = 0.0
  var squares = 0.0
  for index in values.indices {
    let deviation = values[index] - mean
    squares += deviation * deviation
    if index >= lag { products += deviation * (values[index - lag] - mean) }
  }
  let expected = -pairs / (n * (n - 1))
  return (products / squares - expected) / (pairs / (n * (n + 2))).squareRoot()
}
