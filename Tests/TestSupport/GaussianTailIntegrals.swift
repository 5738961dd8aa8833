import Foundation

/// The moments of the normal density on an interval, about its end nearest the mean.
///
/// ```
/// J_n(a, w) = ∫ t^n exp(-a t - t²/2) dt, t from 0 to w,    n = 0, 1, 2
/// ```
///
/// J_0 is the probability of [a, a + w] over the density at a, so that nothing underflows however
/// far out a lies; all three are positive integrals, so that quotients of them keep their digits.
struct GaussianTailIntegrals {
  var zeroth: Double
  var first: Double
  var second: Double

  /// Creates the integrals from `start` >= 0 over `width` >= 0, which may be infinite.
  init(from start: Double, width: Double) {
    let exponent = width * (start + width / 2)
    // The difference of two infinite tails cancels where the second is nearly the first.
    if exponent < 2 {
      self.init(quadratureFrom: start, width: width)
      return
    }
    self.init(infiniteFrom: start)
    let ratio = exp(-exponent)
    if ratio == 0 { return }
    // t^n about `start` is (t' + width)^n about the far end.
    let beyond = GaussianTailIntegrals(infiniteFrom: start + width)
    zeroth -= ratio * beyond.zeroth
    first -= ratio * (beyond.first + width * beyond.zeroth)
    second -= ratio * (beyond.second + width * (2 * beyond.first + width * beyond.zeroth))
  }

  /// Creates the integrals over [a, ∞); the zeroth is Mills' ratio.
  ///
  /// ```
  /// I_n / I_(n-1) = n / (a + (n+1) / (a + (n+2) / (a + ...))),    I_0 = 1 / (a + I_1 / I_0)
  /// ```
  ///
  /// Laplace's continued fraction (Abramowitz and Stegun, Handbook of Mathematical Functions,
  /// 26.2.14, 1964), evaluated from its far end, passes through all quotients on its way.
  private init(infiniteFrom a: Double) {
    // Below 2 the fraction is slow and the recurrence I_n = (n-1) I_(n-2) - a I_(n-1) is sound.
    guard a >= 2 else {
      zeroth = (Double.pi / 2).squareRoot() * exp(a * a / 2) * erfc(a / 2.0.squareRoot())
      first = 1 - a * zeroth
      second = zeroth - a * first
      return
    }
    // Enough terms for 1e-15, as compared with quadrature in 40 digits from a = 2 to 1000.
    let terms = 12 + Int(300 / (a * a))
    var quotient = ((a * a + 4 * Double(terms)).squareRoot() - a) / 2
    for n in stride(from: terms, through: 2, by: -1) { quotient = Double(n) / (a + quotient) }
    let firstQuotient = 1 / (a + quotient)
    zeroth = 1 / (a + firstQuotient)
    first = zeroth * firstQuotient
    second = first * quotient
  }

  private init(quadratureFrom start: Double, width: Double) {
    (zeroth, first, second) = (0, 0, 0)
    for (node, weight) in GaussLegendre.nodesAndWeights {
      let t = width * node
      let term = width * weight * exp(-t * (start + t / 2))
      zeroth += term
      first += term * t
      second += term * t * t
    }
  }
}
