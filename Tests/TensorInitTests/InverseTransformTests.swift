import TensorInit
import TestSupport
import Testing

/// Stronger than any test of a sample: every single value is compared with its draw.
@Suite("Each value is the quantile of its own draw")
struct InverseTransformTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let initializer: Initializer
    let law: ClosedFormLaw
    /// Whether a larger draw gives a smaller value.
    var isFalling = false
    var testDescription: String { "\(initializer)" }
  }

  static let cases: [Case] = [
    uniform(-1, 3),
    uniform(0, 1),
    uniform(-5, 2),
    uniform(-2, 0),
    uniform(3, 4),
    // Wider than the largest float32.
    uniform(-3.3e38, 3e36),
    uniform(-1e38, 3.3e38),
    Case(initializer: .exponential(rate: 3), law: .exponential(rate: 3), isFalling: true),
    Case(initializer: .cauchy(median: 1, sigma: 2), law: .cauchy(median: 1, sigma: 2)),
    Case(initializer: .logUniform(low: 1e-3, high: 0.1), law: .logUniform(low: 1e-3, high: 0.1)),
    Case(initializer: .logUniform(low: 1e-30, high: 1e4), law: .logUniform(low: 1e-30, high: 1e4)),
    Case(
      initializer: .inverseSoftplusLogUniform(low: 1e-3, high: 60),
      law: .inverseSoftplusLogUniform(low: 1e-3, high: 60)),
    Case(initializer: .logOfUniform(low: 1, high: 16), law: .logOfUniform(low: 1, high: 16)),
    Case(initializer: .logOfUniform(low: 0, high: 2), law: .logOfUniform(low: 0, high: 2)),
    truncatedNormal(0, 1, -2, 2),
    truncatedNormal(1, 2, -.infinity, 0),
    truncatedNormal(0, 1, 0.5, .infinity),
    truncatedNormal(0, 1, -.infinity, .infinity),
    truncatedNormal(0, 1, 3, 4),
    truncatedNormal(0, 1, -4.9, -4.7),
    truncatedNormal(0, 1, 1, 1.01),
    truncatedNormal(0, 1, 5, 5.1),
    truncatedNormal(-7, 1, 0, .infinity),
    truncatedNormal(40, 1, -.infinity, 0, isFalling: true),
    truncatedNormal(-1000, 1, 0, .infinity),
    truncatedNormal(-1000, 1, 0, 0.0005),
    truncatedNormal(0, 1e9, 0, 1),
  ]

  private static func uniform(_ low: Double, _ high: Double) -> Case {
    Case(initializer: .uniform(low: low, high: high), law: .uniform(low: low, high: high))
  }

  private static func truncatedNormal(
    _ mean: Double, _ std: Double, _ low: Double, _ high: Double, isFalling: Bool = false
  ) -> Case {
    Case(
      initializer: .truncatedNormal(mean: mean, std: std, low: low, high: high),
      law: .truncatedNormal(mean: mean, std: std, low: low, high: high), isFalling: isFalling)
  }

  static let count = 1 << 14

  /// Whether all values have the cumulative probability of their draws, within `tolerance` and what the
  /// rounding of a value near x, a relative `precision`, makes of it.
  private func matches(
    _ values: [Double], draws: [Double], _ test: Case, tolerance: Double, precision: Double
  ) -> Bool {
    zip(values, draws).allSatisfy { x, u in
      let expected = test.isFalling ? 1 - u : u
      let below = test.law.cdf(x - precision * abs(x)) - tolerance
      let above = test.law.cdf(x + precision * abs(x)) + tolerance
      return below <= expected && expected <= above
    }
  }

  @Test("in float64, to 40 bits and more", arguments: cases)
  func float64(test: Case) throws {
    let draws = CountedDraws(generator: .ars, seed: 5, stream: 0, first: 0)
    let high = try draws.words(count: Self.count)
    let low = try draws.words(count: Self.count, subset: 1)
    let u = zip(high, low).map { (Double(UInt64($0) << 20 | UInt64($1) >> 12) + 0.5) * 0x1p-52 }
    let tensor = try Tensor(zeros: [Self.count], dtype: .float64)
    try tensor.initialize(test.initializer, using: Generator(seed: 5))
    #expect(matches(tensor.doubles(), draws: u, test, tolerance: 1e-12, precision: 1e-15))
  }

  @Test("in float32, to a few units in the last place", arguments: cases)
  func float32(test: Case) throws {
    let words = try CountedDraws(generator: .ars, seed: 5, stream: 0, first: 0).words(
      count: Self.count)
    let u = words.map { (Double($0) + 0.5) * 0x1p-32 }
    let tensor = try Tensor(zeros: [Self.count])
    try tensor.initialize(test.initializer, using: Generator(seed: 5))
    #expect(matches(tensor.doubles(), draws: u, test, tolerance: 0x1p-22, precision: 0x1p-21))
  }
}
