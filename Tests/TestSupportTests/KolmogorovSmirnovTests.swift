import TestSupport
import Testing

@Suite struct KolmogorovSmirnovTests {
  /// Computed with mpmath in 40 digits; scipy's kstwobign.sf agrees.
  static let upperTail: [(lambda: Double, probability: Double)] = [
    (0.2, 0.99999999999949496),
    (0.3, 0.99999069419866543),
    (0.5, 0.96394524366487509),
    (0.8, 0.54414241157419808),
    (1, 0.26999967167735452),
    (1.1799999999999999, 0.12345380942976571),
    (1.358, 0.050026797334446988),
    (1.6276, 0.010001537333060772),
    (2, 0.00067092525577969535),
    (3, 3.0459959489425257e-8),
    (5, 3.8574996959278356e-22),
    (10, 2.7677930534734751e-87),
  ]

  @Test("The limiting law matches values computed in 40 digits", arguments: upperTail)
  func limitingLaw(_ row: (lambda: Double, probability: Double)) {
    expectClose(kolmogorovUpperTail(row.lambda), row.probability, within: 1e-14)
  }

  @Test("The two series of the limiting law meet")
  func seriesMeet() {
    let below = kolmogorovUpperTail(1.18.nextDown)
    expectClose(kolmogorovUpperTail(1.18), below, within: 1e-14)
  }

  @Test("The limiting law is 1 at 0 and 0 at infinity")
  func ends() {
    #expect(kolmogorovUpperTail(0) == 1)
    #expect(kolmogorovUpperTail(1e-300) == 1)
    #expect(kolmogorovUpperTail(.infinity) == 0)
  }

  @Test("The distance is scipy's, whichever side it is on")
  func distance() {
    let below = [0.61, 0.07, 0.93, 0.42, 0.33, 0.18, 0.77, 0.55, 0.29, 0.98]
    expectClose(kolmogorovSmirnovDistance(below) { $0 }, 0.13, within: 1e-14)
    let above = [0.05, 0.11, 0.19, 0.02, 0.31, 0.27, 0.4, 0.08, 0.22, 0.15]
    expectClose(kolmogorovSmirnovDistance(above) { $0 }, 0.6, within: 1e-14)
  }

  @Test("Small samples get close to the exact p-value")
  func smallSamples() {
    // A sample whose distance is d: its middles of equal cells moved up by d - 1/(2n). The exact
    // probabilities are scipy's kstwo.sf(d, n).
    let rows: [(n: Int, d: Double, exact: Double)] = [
      (20, 0.2, 0.352720173623415), (20, 0.3, 0.04306706665851623),
      (50, 0.15, 0.19026366518248072), (100, 0.1, 0.2526927570063874),
      (100, 0.17, 0.005376406596376887),
    ]
    for row in rows {
      let n = Double(row.n)
      let values = (0..<row.n).map { (Double($0) + 0.5) / n + (row.d - 0.5 / n) }
      let p = kolmogorovSmirnovPValue(values) { min($0, 1) }
      expectClose(p, row.exact, within: 0.03, "n = \(row.n), d = \(row.d)")
    }
  }

  @Test("A value or a cdf that is not a number is rejected")
  func notANumber() {
    #expect(kolmogorovSmirnovPValue([0.2, .nan, 0.6]) { $0 } == 0)
    #expect(kolmogorovSmirnovPValue([0.2, 0.4, 0.6]) { _ in .nan } == 0)
  }

  @Test("A normal sample of a million values is accepted")
  func acceptsNormal() {
    let values = SplitMix64.normals(1 << 20, seed: 1)
    #expect(kolmogorovSmirnovPValue(values, cdf: ClosedFormLaw.normal(mean: 0, std: 1).cdf) > 1e-3)
  }

  @Test("p-values of samples of the law are themselves uniform")
  func uniformPValues() {
    var generator = SplitMix64(state: 2)
    let pValues = (0..<2000).map { _ in
      kolmogorovSmirnovPValue((0..<100).map { _ in generator.uniform() }) { $0 }
    }
    #expect(kolmogorovSmirnovPValue(pValues) { $0 } > 1e-3)
  }

  @Test("A mean wrong by 1% of a deviation is rejected among a million values")
  func rejectsMean() {
    let values = SplitMix64.normals(1 << 20, seed: 3).map { $0 + 0.01 }
    #expect(kolmogorovSmirnovPValue(values, cdf: ClosedFormLaw.normal(mean: 0, std: 1).cdf) < 1e-6)
  }

  @Test("A deviation wrong by 1% is rejected among a million values")
  func rejectsDeviation() {
    let values = SplitMix64.normals(1 << 20, seed: 4)
    let cdf = ClosedFormLaw.normal(mean: 0, std: 1).cdf
    #expect(kolmogorovSmirnovPValue(values.map { 1.02 * $0 }, cdf: cdf) < 1e-15)
    // About the limit of this test: of 30 seeds, 6 give 1e-6 to 1.2e-5, where Kuiper's test gives
    // all below 1e-16.
    #expect(kolmogorovSmirnovPValue(values.map { 1.01 * $0 }, cdf: cdf) < 1e-6)
  }
}
