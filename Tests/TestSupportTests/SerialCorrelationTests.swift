import TestSupport
import Testing

@Suite struct SerialCorrelationTests {
  @Test("z-scores match mpmath")
  func knownValues() {
    let known = [(1, 0.25040943666081393), (2, -1.2496139548595367), (3, 0.40306014240266626)]
    for (lag, z) in known {
      expectClose(
        serialCorrelationZScore(MomentsTests.values, lag: lag), z, within: 1e-13, "lag \(lag)")
    }
  }

  @Test("Independent values are accepted at every lag")
  func independent() {
    let values = SplitMix64.uniforms(1 << 18, seed: 19)
    for lag in [1, 2, 3, 16, 64, 1000] {
      #expect(abs(serialCorrelationZScore(values, lag: lag)) < 4, "lag \(lag)")
    }
  }

  @Test("The z-scores of independent samples are standard normal")
  func calibrated() {
    var generator = SplitMix64(state: 20)
    let scores = (0..<2000).map { _ in
      serialCorrelationZScore((0..<100).map { _ in generator.normal() }, lag: 1)
    }
    let cdf = ClosedFormLaw.normal(mean: 0, std: 1).cdf
    #expect(kolmogorovSmirnovPValue(scores, cdf: cdf) > 1e-3)
  }

  @Test("Values that repeat themselves 64 later are found at that lag and no other")
  func repeated() {
    var values = SplitMix64.normals(1 << 18, seed: 21)
    for index in 64..<values.count { values[index] += 0.02 * values[index - 64] }
    #expect(serialCorrelationZScore(values, lag: 64) > 6)
    #expect(abs(serialCorrelationZScore(values, lag: 63)) < 4)
  }

  @Test("Alternation has a negative score")
  func alternating() {
    let values = (0..<1000).map { Double($0 % 2) }
    #expect(serialCorrelationZScore(values, lag: 1) < -30)
    #expect(serialCorrelationZScore(values, lag: 2) > 30)
  }
}
