import TensorInit
import TestSupport
import Testing

/// The continuous laws, each against its closed form at n = 2^20.
///
/// Seeds are fixed, so a test that passes once passes always; p below 1e-6 would mean a wrong law.
@Suite("Samples follow their laws")
struct ContinuousLawTests {
  static let sampleSize = 1 << 20
  static let smallestPValue = 1e-6

  struct Case: Sendable, CustomTestStringConvertible {
    let initializer: Initializer
    let law: ClosedFormLaw
    /// Sample moments of a log-normal with a large deviation are far from normal themselves.
    var hasHeavyTail: Bool { law.name.hasPrefix("logNormal(mean: 1") }
    var testDescription: String { "\(initializer)" }
  }

  static let cases: [Case] = [
    Case(initializer: .uniform(), law: .uniform(low: 0, high: 1)),
    Case(initializer: .uniform(low: -0.3, high: 0.1), law: .uniform(low: -0.3, high: 0.1)),
    Case(initializer: .uniform(low: 5, high: 9), law: .uniform(low: 5, high: 9)),
    Case(initializer: .uniform(low: -9, high: -5), law: .uniform(low: -9, high: -5)),
    Case(initializer: .normal(), law: .normal(mean: 0, std: 1)),
    Case(initializer: .normal(mean: 2, std: 0.5), law: .normal(mean: 2, std: 0.5)),
    Case(initializer: .logNormal(), law: .logNormal(mean: 1, std: 2)),
    Case(initializer: .logNormal(mean: -1, std: 0.25), law: .logNormal(mean: -1, std: 0.25)),
    Case(initializer: .exponential(), law: .exponential(rate: 1)),
    Case(initializer: .exponential(rate: 7), law: .exponential(rate: 7)),
    Case(initializer: .cauchy(), law: .cauchy(median: 0, sigma: 1)),
    Case(initializer: .cauchy(median: 3, sigma: 0.2), law: .cauchy(median: 3, sigma: 0.2)),
    Case(initializer: .logUniform(low: 1e-3, high: 0.1), law: .logUniform(low: 1e-3, high: 0.1)),
    Case(initializer: .logUniform(low: 2, high: 3), law: .logUniform(low: 2, high: 3)),
    Case(
      initializer: .inverseSoftplusLogUniform(),
      law: .inverseSoftplusLogUniform(low: 1e-3, high: 0.1)),
    Case(
      initializer: .inverseSoftplusLogUniform(low: 0.1, high: 60),
      law: .inverseSoftplusLogUniform(low: 0.1, high: 60)),
    Case(initializer: .logOfUniform(low: 1, high: 16), law: .logOfUniform(low: 1, high: 16)),
    Case(initializer: .logOfUniform(low: 0, high: 1), law: .logOfUniform(low: 0, high: 1)),
    Case(initializer: .logOfUniform(low: 0.3, high: 5), law: .logOfUniform(low: 0.3, high: 5)),
    truncatedNormal(0, 1, -2, 2),
    truncatedNormal(0, 0.02, -0.04, 0.04),
    truncatedNormal(1, 2, -.infinity, 0),
    truncatedNormal(0, 1, 0.5, .infinity),
    truncatedNormal(0, 1, -.infinity, .infinity),
    truncatedNormal(0, 1, 3, 4),
    truncatedNormal(0, 1, -4.9, -4.7),
    truncatedNormal(0, 1, 4, .infinity),
    truncatedNormal(0, 1, 5, 5.1),
    truncatedNormal(-7, 1, 0, .infinity),
    truncatedNormal(40, 1, -.infinity, 0),
    truncatedNormal(-1000, 1, 0, .infinity),
    truncatedNormal(-1000, 1, 0, 0.0005),
    truncatedNormal(0, 1e3, 0, 1),
    truncatedNormal(0, 1e9, 0, 1),
  ]

  private static func truncatedNormal(
    _ mean: Double, _ std: Double, _ low: Double, _ high: Double
  ) -> Case {
    Case(
      initializer: .truncatedNormal(mean: mean, std: std, low: low, high: high),
      law: .truncatedNormal(mean: mean, std: std, low: low, high: high))
  }

  @Test(
    "in distance, moments and independence of neighbours", arguments: cases,
    [DType.float32, .float64])
  func continuousLaw(case: Case, dtype: DType) throws {
    let tensor = try Tensor(zeros: [Self.sampleSize], dtype: dtype)
    try tensor.initialize(`case`.initializer, using: Generator(seed: 20_261_124))
    let values = tensor.doubles()
    let law = `case`.law
    #expect(kolmogorovSmirnovPValue(values, cdf: law.cdf) > Self.smallestPValue)
    // What the greatest distance sees least: a wrong scale, the moments, neighbours that depend.
    #expect(kuiperPValue(values, cdf: law.cdf) > Self.smallestPValue)
    #expect(abs(serialCorrelationZScore(values.map(law.cdf), lag: 1)) < 5)
    #expect(abs(serialCorrelationZScore(values.map(law.cdf), lag: 16)) < 5)
    if law.mean != nil, !`case`.hasHeavyTail {
      let moments = Moments(values)
      #expect(abs(moments.zScoreOfMean(under: law)) < 5)
      #expect(abs(moments.zScoreOfVariance(under: law)) < 5)
    }
  }
}
