import TestSupport
import Testing

@Suite struct KuiperTests {
  /// Computed with mpmath in 40 digits.
  static let upperTail: [(lambda: Double, probability: Double)] = [
    (0.3, 1),
    (0.4, 0.99999999998442327),
    (0.6, 0.99987243808637875),
    (1, 0.82207664435692932),
    (1.5, 0.17774501071045945),
    (1.747, 0.050074681853745254),
    (2.001, 0.0099943209368938988),
    (3, 1.066098582129884e-6),
    (5, 3.8189246989685572e-20),
  ]

  @Test("The limiting law matches values computed in 40 digits", arguments: upperTail)
  func limitingLaw(_ row: (lambda: Double, probability: Double)) {
    expectClose(kuiperUpperTail(row.lambda), row.probability, within: 1e-13)
  }

  @Test("The limiting law is 1 at 0 and 0 at infinity")
  func ends() {
    #expect(kuiperUpperTail(0) == 1)
    #expect(kuiperUpperTail(0.3.nextDown) == 1)
    #expect(kuiperUpperTail(.infinity) == 0)
  }

  @Test("p-values of samples of the law are themselves uniform")
  func uniformPValues() {
    var generator = SplitMix64(state: 5)
    let pValues = (0..<2000).map { _ in
      kuiperPValue((0..<100).map { _ in generator.uniform() }) { $0 }
    }
    #expect(kolmogorovSmirnovPValue(pValues) { $0 } > 1e-3)
  }

  @Test("A value or a cdf that is not a number is rejected")
  func notANumber() {
    #expect(kuiperPValue([0.2, .nan, 0.6]) { $0 } == 0)
    #expect(kuiperPValue([0.2, 0.4, 0.6]) { _ in .nan } == 0)
  }

  @Test("A deviation wrong by 1% is rejected among a million values, a right one accepted")
  func deviation() {
    let values = SplitMix64.normals(1 << 20, seed: 6)
    let cdf = ClosedFormLaw.normal(mean: 0, std: 1).cdf
    #expect(kuiperPValue(values, cdf: cdf) > 1e-3)
    #expect(kuiperPValue(values.map { 1.01 * $0 }, cdf: cdf) < 1e-6)
    #expect(kuiperPValue(values.map { $0 / 1.01 }, cdf: cdf) < 1e-6)
  }
}
