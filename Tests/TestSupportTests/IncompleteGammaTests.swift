import Foundation
import TestSupport
import Testing

@Suite struct IncompleteGammaTests {
  /// Computed with mpmath's gammainc in 40 digits.
  static let knownValues: [(a: Double, x: Double, lower: Double, upper: Double)] = [
    (0.5, 0.1, 0.34527915398142298, 0.65472084601857702),
    (0.5, 3, 0.98569412156457036, 0.01430587843542964),
    (1, 1, 0.63212055882855768, 0.36787944117144232),
    (1e-8, 0.5, 0.99999999440226402, 5.5977359770995871e-9),
    (2.5, 1.25, 0.22350492887667729, 0.77649507112332271),
    (2.5, 7, 0.98439058389973309, 0.015609416100266915),
    (10, 10, 0.54207028552814779, 0.45792971447185221),
    (10, 11, 0.65948935753433895, 0.34051064246566105),
    (50, 30, 0.00051889146254803429, 0.99948110853745197),
    (100, 150, 0.99999407545966452, 5.9245403354839158e-6),
    (1000, 1000, 0.50420524418021551, 0.49579475581978449),
    (1000, 1200, 0.99999999871183939, 1.2881606086281433e-9),
  ]

  @Test("P and Q match values computed in 40 digits", arguments: knownValues)
  func matchesKnownValues(_ row: (a: Double, x: Double, lower: Double, upper: Double)) {
    let (lower, upper) = regularizedGamma(a: row.a, x: row.x)
    #expect(abs(lower - row.lower) < 1e-13)
    #expect(abs(upper - row.upper) < 1e-13)
    // The one that is summed keeps its digits however small it is.
    if row.x < row.a + 1 { expectClose(lower, row.lower, within: 1e-12) }
    if row.x >= row.a + 1 { expectClose(upper, row.upper, within: 1e-12) }
  }

  @Test("P goes from 0 at zero to 1 at infinity")
  func ends() {
    #expect(regularizedGammaP(3, 0) == 0)
    #expect(regularizedGammaQ(3, 0) == 1)
    #expect(regularizedGammaP(3, .infinity) == 1)
    #expect(regularizedGammaQ(3, .infinity) == 0)
  }

  @Test("P obeys its recurrence where the series and the fraction meet")
  func recurrence() {
    // P(a+1, x) = P(a, x) - x^a e^-x / Γ(a+1), where for an integer a the last is a product.
    for a in [1.0, 2, 5, 12, 30] {
      for x in [a + 0.5, a + 1, a + 1.5, a + 2.5] {
        var term = 1.0
        for k in 1...Int(a) { term *= x / Double(k) }
        term *= exp(-x)
        let difference = regularizedGammaP(a, x) - regularizedGammaP(a + 1, x)
        #expect(abs(difference - term) < 1e-13, "a = \(a), x = \(x)")
      }
    }
  }

  @Test("Shapes up to 1e8 are summed to an end")
  func largeShapes() {
    // The median is a - 1/3 + 8/(405 a) + 184/(25515 a²) + ...: Choi, On the Medians of Gamma
    // Distributions (1994).
    for a in [1e3, 1e5, 1e6, 1e8] {
      let median = a - 1.0 / 3 + 8 / (405 * a) + 184 / (25515 * a * a)
      #expect(abs(regularizedGammaP(a, median) - 0.5) < 1e-11, "a = \(a)")
      #expect(regularizedGammaQ(a, a + 1) < 0.5)
    }
  }
}
