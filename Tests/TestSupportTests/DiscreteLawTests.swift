import TestSupport
import Testing

@Suite struct DiscreteLawTests {
  @Test("The geometric law matches mpmath, even for a probability of 1e-9")
  func geometric() {
    let law = DiscreteLaw.geometric(p: 0.3)
    expectClose(law.mean, 10.0 / 3, within: 1e-15)
    expectClose(law.variance, 70.0 / 9, within: 1e-15)
    let known = [(1, 0.3), (2, 0.21), (10, 0.012106082100000001), (50, 7.707707325631772e-9)]
    for (k, probability) in known {
      expectClose(law.probability(of: k), probability, within: 1e-14, "at \(k)")
    }
    #expect(law.probability(of: 0) == 0)
    #expect(law.probability(of: -1) == 0)
    let rare = DiscreteLaw.geometric(p: 1e-9).probability(of: 1_000_000_000)
    expectClose(rare, 3.6787944135538204e-10, within: 1e-14)
  }

  @Test("The geometric law of p = 1 is always 1")
  func certain() {
    let law = DiscreteLaw.geometric(p: 1)
    #expect([0, 1, 2, 3].map(law.probability(of:)) == [0, 1, 0, 0])
    #expect(law.mean == 1)
    #expect(law.variance == 0)
  }

  @Test("The Bernoulli law has its closed form")
  func bernoulli() {
    let law = DiscreteLaw.bernoulli(p: 0.25)
    #expect([-1, 0, 1, 2].map(law.probability(of:)) == [0, 0.75, 0.25, 0])
    #expect(law.mean == 0.25)
    #expect(law.variance == 0.1875)
  }

  @Test("The discrete uniform law excludes its upper end")
  func discreteUniform() {
    let law = DiscreteLaw.discreteUniform(low: -3, high: 5)
    #expect([-4, -3, 4, 5].map(law.probability(of:)) == [0, 0.125, 0.125, 0])
    #expect(law.mean == 0.5)
    #expect(law.variance == 5.25)
    let all = DiscreteLaw.discreteUniform(low: .min, high: .max)
    #expect(all.probability(of: 0) == 0x1p-64)
  }

  @Test("Mean and variance are the sums over the probabilities")
  func sums() {
    let laws: [DiscreteLaw] = [
      .geometric(p: 0.2), .bernoulli(p: 0.7), .discreteUniform(low: -7, high: 12),
    ]
    for law in laws {
      let range = -10...400
      let total = range.reduce(0) { $0 + law.probability(of: $1) }
      let mean = range.reduce(0) { $0 + Double($1) * law.probability(of: $1) }
      let square = range.reduce(0) { $0 + Double($1 * $1) * law.probability(of: $1) }
      expectClose(total, 1, within: 1e-13, "\(law.name)")
      expectClose(mean, law.mean, within: 1e-13, "\(law.name)")
      expectClose(square - mean * mean, law.variance, within: 1e-12, "\(law.name)")
    }
  }
}
