import Foundation
import TestSupport
import Testing

@Suite struct ClosedFormLawTests {
  @Test("The uniform law has its closed form")
  func uniform() {
    let law = ClosedFormLaw.uniform(low: -1, high: 3)
    #expect(law.mean == 1)
    expectClose(law.variance ?? .nan, 4.0 / 3, within: 1e-15)
    #expect([-2, -1, 0, 2, 3, 4].map(law.cdf) == [0, 0, 0.25, 0.75, 1, 1])
  }

  @Test("The normal law matches mpmath in the centre and keeps its digits in the lower tail")
  func normal() {
    let law = ClosedFormLaw.normal(mean: 2, std: 0.5)
    #expect(law.mean == 2)
    #expect(law.variance == 0.25)
    expectClose(law.cdf(1.5), 0.15865525393145705, within: 1e-15)
    expectClose(law.cdf(3.5), 0.99865010196836991, within: 1e-15)
    expectClose(law.cdf(-3), 7.6198530241605261e-24, within: 1e-14)
    #expect(law.cdf(-.infinity) == 0)
    #expect(law.cdf(.infinity) == 1)
  }

  @Test("The log-normal law matches mpmath")
  func logNormal() {
    let law = ClosedFormLaw.logNormal(mean: 0.5, std: 0.75)
    expectClose(law.mean ?? .nan, 2.1842008108156179, within: 1e-15)
    expectClose(law.variance ?? .nan, 3.6021643061596619, within: 1e-15)
    expectClose(law.cdf(2), 0.60161500591612751, within: 1e-15)
    #expect(law.cdf(0) == 0)
    #expect(law.cdf(-1) == 0)
  }

  @Test("The exponential law matches mpmath and keeps its digits near 0")
  func exponential() {
    let law = ClosedFormLaw.exponential(rate: 2.5)
    expectClose(law.mean ?? .nan, 0.4, within: 1e-15)
    expectClose(law.variance ?? .nan, 0.16, within: 1e-15)
    expectClose(law.cdf(0.3), 0.52763344725898528, within: 1e-15)
    expectClose(law.cdf(1e-12), 2.4999999999968749e-12, within: 1e-15)
    #expect(law.cdf(-1) == 0)
    #expect(law.cdf(.infinity) == 1)
  }

  @Test("The Cauchy law matches mpmath, keeps its digits in the lower tail and has no moments")
  func cauchy() {
    let law = ClosedFormLaw.cauchy(median: 1, sigma: 2)
    #expect(law.mean == nil)
    #expect(law.variance == nil)
    #expect(law.cdf(1) == 0.5)
    expectClose(law.cdf(3), 0.75, within: 1e-15)
    expectClose(law.cdf(-4e8), 1.5915494269400798e-9, within: 1e-14)
    #expect(law.cdf(-.infinity) == 0)
    #expect(law.cdf(.infinity) == 1)
  }

  @Test("The laws of logarithms match mpmath")
  func logarithms() {
    let law = ClosedFormLaw.logUniform(low: 0.5, high: 8)
    expectClose(law.mean ?? .nan, 2.70505320166680639, within: 1e-15)
    expectClose(law.variance ?? .nan, 4.17916328323608724, within: 1e-15)
    expectClose(law.cdf(3), 0.646240625180289045, within: 1e-15)
    #expect([-1, 0.5, 8, 9].map(law.cdf) == [0, 0, 1, 1])
    let bias = ClosedFormLaw.inverseSoftplusLogUniform(low: 0.5, high: 8)
    expectClose(bias.cdf(1), 0.348288605993621163, within: 1e-15)
    #expect([-1, 8, 1000].map(bias.cdf) == [0, 1, 1])
    let logarithm = ClosedFormLaw.logOfUniform(low: 0.5, high: 8)
    expectClose(logarithm.mean ?? .nan, 1.26428078982915468, within: 1e-15)
    expectClose(logarithm.variance ?? .nan, 0.453351237497513046, within: 1e-14)
    expectClose(logarithm.cdf(1.25), 0.398712394328245518, within: 1e-15)
    #expect([-1, 3].map(logarithm.cdf) == [0, 1])
    #expect(ClosedFormLaw.logOfUniform(low: 0, high: 1).mean == -1)
  }

  @Test("Samples by inverse transform are accepted")
  func inverseTransforms() {
    let uniforms = SplitMix64.uniforms(1 << 16, seed: 9)
    let cases: [(ClosedFormLaw, (Double) -> Double)] = [
      (.uniform(low: -1, high: 3), { -1 + 4 * $0 }),
      (.exponential(rate: 2.5), { -log($0) / 2.5 }),
      (.cauchy(median: 1, sigma: 2), { 1 + 2 * tan(Double.pi * ($0 - 0.5)) }),
    ]
    for (law, transform) in cases {
      let p = kolmogorovSmirnovPValue(uniforms.map(transform), cdf: law.cdf)
      #expect(p > 1e-3, "\(law.name)")
    }
    let logNormals = SplitMix64.normals(1 << 16, seed: 10).map { exp(0.5 + 0.75 * $0) }
    let law = ClosedFormLaw.logNormal(mean: 0.5, std: 0.75)
    #expect(kolmogorovSmirnovPValue(logNormals, cdf: law.cdf) > 1e-3)
  }

  @Test("Each law's sample is rejected under every other law of the same quartiles")
  func wrongLaws() {
    // All have quartiles near -1 and 1.
    let uniforms = SplitMix64.uniforms(1 << 16, seed: 11)
    let laws: [(ClosedFormLaw, [Double])] = [
      (.uniform(low: -2, high: 2), uniforms.map { 4 * $0 - 2 }),
      (.normal(mean: 0, std: 1.4826), SplitMix64.normals(1 << 16, seed: 12).map { 1.4826 * $0 }),
      (.cauchy(median: 0, sigma: 1), uniforms.map { tan(Double.pi * ($0 - 0.5)) }),
    ]
    for (index, (_, values)) in laws.enumerated() {
      for (other, (law, _)) in laws.enumerated() {
        let p = kolmogorovSmirnovPValue(values, cdf: law.cdf)
        #expect(index == other ? p > 1e-3 : p < 1e-12, "sample \(index) under \(law.name)")
      }
    }
  }
}
