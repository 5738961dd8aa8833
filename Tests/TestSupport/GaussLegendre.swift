import Foundation

/// The Gauss-Legendre quadrature rule with 16 nodes on [0, 1].
///
/// ```
/// ∫ f(t) dt, t from 0 to 1, ≈ Σ weight f(node)
/// ```
///
/// Exact for polynomials up to degree 31. The nodes are the zeros of the Legendre polynomial, found
/// by Newton's method: Abramowitz and Stegun, Handbook of Mathematical Functions, 25.4.30 (1964).
enum GaussLegendre {
  static let nodesAndWeights: [(node: Double, weight: Double)] = (1...count).map { index in
    var x = cos(Double.pi * (Double(index) - 0.25) / (Double(count) + 0.5))
    var slope = 0.0
    // Newton doubles the digits; the first guess has three.
    for _ in 0..<5 {
      let (value, derivative) = legendre(x)
      x -= value / derivative
      slope = derivative
    }
    return ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope))
  }

  private static let count = 16

  /// The Legendre polynomial of degree `count` and its derivative, by Bonnet's recurrence.
  private static func legendre(_ x: Double) -> (value: Double, derivative: Double) {
    var previous = 1.0
    var current = x
    for degree in 2...count {
      let n = Double(degree)
      (previous, current) = (current, ((2 * n - 1) * x * current - (n - 1) * previous) / n)
    }
    return (current, Double(count) * (x * current - previous) / (x * x - 1))
  }
}
