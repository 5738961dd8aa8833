/// Probabilities of the standard normal law, with the same bits on every machine.
package enum StandardNormal {
  /// P(0 < Z < x) and P(Z > x) for x >= 0, the latter to within a few units in the last place up to x = 3,
  /// and of relative accuracy x^2 * 2^-53 beyond.
  static func halves(at x: Double) -> (fromHalf: Double, upperTail: Double) {
    guard x < seriesEnds else {
      let density = density(x)
      // Far out there is no density left, which saves the fraction.
      let tail = density == 0 ? 0 : density * millsRatio(x)
      return (0.5 - tail, tail)
    }
    let fromHalf = x == 2 ? fromHalfToTwo : fromHalf(x)
    return (fromHalf, 0.5 - fromHalf)
  }

  /// Two deviations are where nearly everybody cuts.
  private static let fromHalfToTwo = fromHalf(2)

  /// P(0 < Z < x) by a series that has only positive terms.
  private static func fromHalf(_ x: Double) -> Double {
    var term = x
    var sum = x
    var k = 1.0
    while term > sum * 0x1p-56 {
      term *= x * x / (2 * k + 1)
      sum += term
      k += 1
    }
    return density(x) * sum
  }

  /// The standard deviation of Z where |Z| <= cut, for cut > 0.
  package static func deviation(within cut: Double) -> Double {
    guard cut < seriesEnds else {
      return (1 - cut * density(cut) / halves(at: cut).fromHalf).squareRoot()
    }
    // Of P(0 < Z < x) / (x density(x)) = 1 + x^2/3 + x^4/15 + ... all but the 1, over x^2.
    let square = cut * cut
    var term = 1.0 / 3
    var sum = term
    var k = 2.0
    while term > sum * 0x1p-56 {
      term *= square / (2 * k + 1)
      sum += term
      k += 1
    }
    return cut * (sum / (1.0).addingProduct(square, sum)).squareRoot()
  }

  /// P(Z > start + width) / P(Z > start) for start >= 3, however far out.
  static func remaining(after width: Double, from start: Double) -> Double {
    guard width.isFinite else { return 0 }
    let end = start + width
    return PortableMath.exp(-width * (start + width / 2)) * millsRatio(end) / millsRatio(start)
  }

  private static let seriesEnds = 3.0

  private static func density(_ x: Double) -> Double {
    PortableMath.exp(-0.5 * x * x) * 0.398942280401432677939946059934
  }

  /// P(Z > x) over the density at x, for x >= 3 by Laplace's continued fraction, 1/(x+1/(x+2/(x+...))).
  private static func millsRatio(_ x: Double) -> Double {
    var tail = x
    for k in stride(from: 64.0, to: 0, by: -1) { tail = x + k / tail }
    return 1 / tail
  }
}
