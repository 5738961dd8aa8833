import Foundation
import TestSupport
import Testing

@Suite struct ZScoreTests {
  @Test("z-scores match mpmath")
  func knownValues() {
    let moments = Moments(MomentsTests.values)
    let law = ClosedFormLaw.normal(mean: 2, std: 3)
    expectClose(moments.zScoreOfMean(under: law), 1.1195857368787002, within: 1e-14)
    expectClose(
      moments.zScoreOfVariance(under: law, fourthCentralMoment: 243), 2.5046461525056716,
      within: 1e-14)
    expectClose(moments.zScoreOfVariance(under: law), 1.0833210134584808, within: 1e-14)
    #expect(
      zScore(ofMean: moments.mean, expected: 2, variance: 9, n: 8)
        == moments.zScoreOfMean(under: law))
  }

  @Test("The z-scores of many samples have variance 1, whatever the law")
  func standardErrors() {
    // 4000 samples of 10 exponential values, of law mean 1, variance 1 and μ4 = 9.
    var generator = SplitMix64(state: 17)
    var means: [Double] = []
    var variances: [Double] = []
    for _ in 0..<4000 {
      let moments = Moments((0..<10).map { _ in -log(generator.uniform()) })
      let law = ClosedFormLaw.exponential(rate: 1)
      means.append(moments.zScoreOfMean(under: law))
      variances.append(moments.zScoreOfVariance(under: law, fourthCentralMoment: 9))
    }
    #expect(abs(Moments(means).zScoreOfVariance(under: .normal(mean: 0, std: 1))) < 4)
    #expect(abs(Moments(variances).zScoreOfVariance(under: .normal(mean: 0, std: 1))) < 4)
  }

  @Test("A Bernoulli sample has the moments of its law and not those of another")
  func bernoulli() {
    let values = SplitMix64.uniforms(1 << 18, seed: 18).map { $0 < 0.3 ? 1.0 : 0 }
    let moments = Moments(values)
    #expect(abs(moments.zScoreOfMean(under: DiscreteLaw.bernoulli(p: 0.3))) < 4)
    #expect(abs(moments.zScoreOfVariance(under: DiscreteLaw.bernoulli(p: 0.3))) < 4)
    #expect(abs(moments.zScoreOfMean(under: DiscreteLaw.bernoulli(p: 0.31))) > 6)
    #expect(abs(moments.zScoreOfVariance(under: DiscreteLaw.bernoulli(p: 0.31))) > 6)
  }
}
