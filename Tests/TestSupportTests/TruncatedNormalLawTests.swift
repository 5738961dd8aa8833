import TestSupport
import Testing

@Suite struct TruncatedNormalLawTests {
  struct KnownLaw: Sendable {
    var law: ClosedFormLaw
    var mean: Double
    var variance: Double
    var cdf: [(x: Double, probability: Double)]
  }

  /// Computed with mpmath in 60 digits from the plain formula, for the very same Doubles.
  static let knownLaws: [KnownLaw] = [
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: -2, high: 2),
      mean: 0, variance: 0.77374130354992325,
      cdf: [
        (-1.5, 0.046157235726983009), (0, 0.5), (0.25, 0.60341157985632589),
        (1.999, 0.99994337873292633),
      ]),
    KnownLaw(
      law: .truncatedNormal(mean: 0.5, std: 2, low: -1, high: -0.75),
      mean: -0.8732107877299459, variance: 0.0052037013437023757,
      cdf: [(-0.9, 0.38965981514028367), (-0.8, 0.7931962572681627)]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: 1, high: 3),
      mean: 1.5100495132439839, variance: 0.17345290492412205,
      cdf: [(1.25, 0.33695915794727306), (2.5, 0.969106154928121)]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: 40, high: .infinity),
      mean: 40.024968847207264, variance: 0.00062266837859138877,
      cdf: [
        (40.001, 0.039235030436286034), (40.025, 0.63246492645922582),
        (40.2, 0.99967281387430811), (41, 1),
      ]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: -.infinity, high: -40),
      mean: -40.024968847207264, variance: 0.00062266837859138877,
      cdf: [
        (-41, 2.5139848549653187e-18), (-40.025, 0.36753507354077418),
        (-40.001, 0.96076496956371397),
      ]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: 1000, high: .infinity),
      mean: 1000.000999998, variance: 9.9999400004999948e-7,
      cdf: [
        (1000.0005, 0.39346971936105681), (1000.001, 0.63212111063768668),
        (1000.005, 0.99326217091377303),
      ]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: 1000, high: 1000.0001),
      mean: 1000.0000491668055, variance: 8.3291683121576616e-10,
      cdf: [(1000.00002, 0.20807891369345733), (1000.00005, 0.51249739710308165)]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: 5, high: 5.001),
      mean: 5.0004995832918544, variance: 8.333322636822351e-8,
      cdf: [(5.0001, 0.10022516647376035), (5.0005, 0.50062506216091571)]),
    KnownLaw(
      law: .truncatedNormal(mean: 1, std: 0.25, low: 11, high: .infinity),
      mean: 11.006242211801816, variance: 3.8916773661961798e-5,
      cdf: [(11.001, 0.14794812717413912), (11.01, 0.79846621740388155)]),
    KnownLaw(
      law: .truncatedNormal(mean: 0, std: 1, low: -.infinity, high: .infinity),
      mean: 0, variance: 1,
      cdf: [(-10, 7.6198530241605261e-24), (1, 0.84134474606854295)]),
  ]

  @Test("The cdf matches values computed in 60 digits", arguments: knownLaws)
  func cdf(_ known: KnownLaw) {
    for (x, probability) in known.cdf {
      expectClose(known.law.cdf(x), probability, within: 1e-13, "at \(x)")
    }
  }

  @Test("Mean and variance match values computed in 60 digits", arguments: knownLaws)
  func moments(_ known: KnownLaw) throws {
    let mean = try #require(known.law.mean)
    #expect(abs(mean - known.mean) <= 1e-15 * max(abs(known.mean), 1))
    expectClose(try #require(known.law.variance), known.variance, within: 1e-13)
  }

  @Test("The cdf is 0 up to the lower bound and 1 from the upper one", arguments: knownLaws)
  func ends(_ known: KnownLaw) {
    #expect(known.law.cdf(-.infinity) == 0)
    #expect(known.law.cdf(-1e6) == 0)
    #expect(known.law.cdf(1e6) == 1)
    #expect(known.law.cdf(.infinity) == 1)
  }

  @Test("The cdf never falls where its cases meet", arguments: [0.0, 0.5, 1.9, 2.1, 6, 30, 300])
  func monotonic(_ low: Double) {
    let law = ClosedFormLaw.truncatedNormal(mean: 0, std: 1, low: low, high: low + 4)
    let steps = 4000
    let values = (0...steps).map { law.cdf(low + 4 * Double($0) / Double(steps)) }
    for (before, after) in zip(values, values.dropFirst()) { #expect(after >= before - 1e-15) }
  }

  @Test("A sample by rejection is accepted, and rejected under shifted bounds")
  func sample() {
    let values = SplitMix64.normals(1 << 18, seed: 13).filter { $0 > -0.5 && $0 < 2 }
    let law = ClosedFormLaw.truncatedNormal(mean: 0, std: 1, low: -0.5, high: 2)
    #expect(kolmogorovSmirnovPValue(values, cdf: law.cdf) > 1e-3)
    let wider = ClosedFormLaw.truncatedNormal(mean: 0, std: 1, low: -0.52, high: 2)
    #expect(kolmogorovSmirnovPValue(values, cdf: wider.cdf) < 1e-6)
  }
}
