import Foundation

/// The two regularized incomplete gamma functions of one argument pair.
///
/// ```
/// P(a, x) = 1/Γ(a) ∫ t^(a-1) e^-t dt, t from 0 to x        Q(a, x) = 1 - P(a, x)
/// ```
///
/// Power series below x = a + 1, continued fraction by the modified Lentz method above it: Press,
/// Teukolsky, Vetterling and Flannery, Numerical Recipes, 3rd edition, section 6.2 (2007). The one
/// summed is within 1e-12 relatively, the other is its complement and so within 1e-12 absolutely.
///
/// - Parameters:
///   - a: Above 0.
///   - x: At least 0; may be infinite.
/// - Complexity: About √a steps near x = a, where both are slowest.
public func regularizedGamma(a: Double, x: Double) -> (lower: Double, upper: Double) {
  precondition(a > 0 && a.isFinite && x >= 0, "needs a > 0 and x >= 0, got a = \(a), x = \(x)")
  if x == 0 { return (0, 1) }
  if x == .infinity { return (1, 0) }
  if x < a + 1 {
    let lower = gammaDensity(a: a, x: x) * lowerSeries(a: a, x: x)
    return (lower, 1 - lower)
  }
  let upper = gammaDensity(a: a, x: x) * a * upperFraction(a: a, x: x)
  return (1 - upper, upper)
}

/// The lower regularized incomplete gamma function P(a, x).
public func regularizedGammaP(_ a: Double, _ x: Double) -> Double {
  regularizedGamma(a: a, x: x).lower
}

/// The upper regularized incomplete gamma function Q(a, x).
public func regularizedGammaQ(_ a: Double, _ x: Double) -> Double {
  regularizedGamma(a: a, x: x).upper
}

/// Sums 1 + x/(a+1) + x²/((a+1)(a+2)) + ...
private func lowerSeries(a: Double, x: Double) -> Double {
  var term = 1.0
  var sum = 1.0
  var denominator = a
  while term > sum * 0x1p-54 {
    denominator += 1
    term *= x / denominator
    sum += term
  }
  return sum
}

/// The continued fraction 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))).
private func upperFraction(a: Double, x: Double) -> Double {
  // Lentz's method divides by partial denominators; a zero one is moved by less than any rounding.
  let tiny = 1e-300
  func awayFromZero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }

  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / awayFromZero(b)
  var value = d
  var k = 0.0
  while true {
    k += 1
    let numerator = -k * (k - a)
    b += 2
    d = 1 / awayFromZero(numerator * d + b)
    c = awayFromZero(b + numerator / c)
    let factor = c * d
    value *= factor
    if abs(factor - 1) < 0x1p-51 { return value }
  }
}

/// The common factor x^a e^-x / Γ(a+1), accurate for large arguments too.
///
/// ```
/// x^a e^-x / Γ(a+1) = exp(-D(a, x) - S(a)) / √(2πa)
/// ```
///
/// with the deviance D = a ln(a/x) + x - a and the error S of Stirling's formula, as in Loader,
/// Fast and Accurate Computation of Binomial Probabilities (2000): the plain form
/// a ln x - x - ln Γ(a+1) loses as many digits as a has.
private func gammaDensity(a: Double, x: Double) -> Double {
  exp(-deviance(a: a, x: x) - stirlingError(a)) / (2 * Double.pi * a).squareRoot()
}

/// a ln(a/x) + x - a, without cancellation near x = a.
private func deviance(a: Double, x: Double) -> Double {
  let difference = x - a
  guard abs(difference) < 0.1 * (x + a) else { return difference + a * log(a / x) }
  // With v = (x-a)/(x+a), ln(a/x) = -2 (v + v³/3 + v⁵/5 + ...), and x - a - 2av = (x-a) v.
  let v = difference / (x + a)
  var power = v
  var sum = difference * v
  var odd = 3.0
  while true {
    power *= v * v
    let next = sum - 2 * a * power / odd
    if next == sum { return sum }
    sum = next
    odd += 2
  }
}

/// ln Γ(a+1) - ln(√(2πa) (a/e)^a), by Stirling's series after moving a up to 16.
private func stirlingError(_ a: Double) -> Double {
  var sum = 0.0
  var shifted = a
  while shifted < 16 {
    sum += (shifted + 0.5) * log1p(1 / shifted) - 1
    shifted += 1
  }
  let s = 1 / (shifted * shifted)
  return sum
    + (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / shifted
}
