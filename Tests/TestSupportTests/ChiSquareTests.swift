import Foundation
import TestSupport
import Testing

@Suite struct ChiSquareTests {
  @Test("p-values are scipy's")
  func knownValues() {
    let die = chiSquarePValue(
      observed: [43, 52, 54, 40, 61, 50], probabilities: Array(repeating: 1.0 / 6, count: 6))
    expectClose(die, 0.3261688136935726, within: 1e-12)
    let uneven = chiSquarePValue(
      observed: [8, 17, 25, 31, 19], probabilities: [0.1, 0.2, 0.3, 0.25, 0.15])
    expectClose(uneven, 0.38090240410902987, within: 1e-12)
    expectClose(
      chiSquareUpperTail(200, degreesOfFreedom: 63), 3.6170018669952573e-16, within: 1e-12)
  }

  @Test("Neighbouring cells expected to hold less than 5 are merged")
  func merges() {
    // Of 100 values: 2 + 4 become one cell, 90 stays, the last 4 can only join its neighbour.
    let merged = chiSquarePValue(observed: [3, 5, 86, 6], probabilities: [0.02, 0.04, 0.9, 0.04])
    let byHand = chiSquarePValue(observed: [8, 92], probabilities: [0.06, 0.94])
    #expect(merged == byHand)
    #expect(byHand < 1)
  }

  @Test("One cell is always accepted")
  func oneCell() {
    #expect(chiSquarePValue(observed: [7], probabilities: [1]) == 1)
    #expect(chiSquarePValue(observed: [1, 2], probabilities: [0.5, 0.5]) == 1)
    #expect(chiSquarePValue(observed: [0, 0], probabilities: [0.5, 0.5]) == 1)
  }

  @Test("Cells are merged until they are expected to hold what is asked for")
  func merging() {
    let (observed, probabilities) = ([15, 5, 12, 8], [0.25, 0.25, 0.25, 0.25])
    #expect(chiSquarePValue(observed: observed, probabilities: probabilities) < 0.2)
    // Two cells of 20 each.
    #expect(
      chiSquarePValue(observed: observed, probabilities: probabilities, leastExpected: 15) == 1)
  }

  @Test("A value in a cell of probability 0 is rejected even where the cell is merged")
  func impossible() {
    #expect(chiSquarePValue(observed: [50, 50, 1], probabilities: [0.5, 0.5, 0]) == 0)
    #expect(chiSquarePValue(observed: [50, 50, 0], probabilities: [0.5, 0.5, 0]) == 1)
  }

  @Test("A fair die is accepted, one loaded by 1% is rejected among a million throws")
  func die() {
    let law = DiscreteLaw.discreteUniform(low: 0, high: 6)
    let probabilities = (0..<6).map(law.probability(of:))
    var fair = Array(repeating: 0, count: 6)
    var loaded = fair
    for u in SplitMix64.uniforms(1 << 20, seed: 7) {
      fair[Int(6 * u)] += 1
      // One throw in a hundred is a five whatever it was.
      loaded[u * 64 - floor(u * 64) < 0.01 ? 5 : Int(6 * u)] += 1
    }
    #expect(chiSquarePValue(observed: fair, probabilities: probabilities) > 1e-3)
    #expect(chiSquarePValue(observed: loaded, probabilities: probabilities) < 1e-6)
  }

  @Test("A deviation wrong by 1% is rejected in 64 cells of a million values")
  func normalCells() {
    let law = ClosedFormLaw.normal(mean: 0, std: 1)
    func pValue(_ values: [Double]) -> Double {
      var counts = Array(repeating: 0, count: 64)
      for value in values { counts[min(Int(64 * law.cdf(value)), 63)] += 1 }
      return chiSquarePValue(
        observed: counts, probabilities: Array(repeating: 1.0 / 64, count: 64))
    }
    let values = SplitMix64.normals(1 << 20, seed: 8)
    #expect(pValue(values) > 1e-3)
    #expect(pValue(values.map { 1.01 * $0 }) < 1e-6)
  }
}
