import Foundation
public import TensorInit
import TestSupport

/// All tests of the library.
public struct Battery: Sendable {
  /// How many samples each kind of test takes.
  public struct Size: Sendable, Codable {
    /// Of a law, in each dtype, and of the laws that most tensors have.
    public var law: Int
    public var mainLaw: Int
    /// Of neighbours' correlations and pairs.
    public var neighbours: Int
    /// Of words.
    public var words: Int
    /// Of each member of a family.
    public var members: Int
    /// Of birthdays: years of 4,096, and of 2^22.
    public var years: Int
    public var wideYears: Int
    /// Orthogonal matrices of each size.
    public var matrices: Int

    /// Seconds, for every change.
    public static let short = Size(
      law: 1 << 21, mainLaw: 1 << 24, neighbours: 1 << 22, words: 1 << 24, members: 1 << 12,
      years: 250, wideYears: 0, matrices: 1 << 13)
    /// Half an hour, for a release.
    public static let long = Size(
      law: 1 << 30, mainLaw: 1 << 32, neighbours: 1 << 28, words: 1 << 32, members: 1 << 16,
      years: 1000, wideYears: 8, matrices: 1 << 18)

    /// Takes fewer samples, where there are more.
    public mutating func limit(to most: Int) {
      law = min(law, most)
      mainLaw = min(mainLaw, most)
      neighbours = min(neighbours, most)
      words = min(words, most)
    }
  }

  public let size: Size
  public let seed: UInt64
  public let algorithms: [Generator.Algorithm]
  let threads: Int

  public init(
    size: Size, seed: UInt64, algorithms: [Generator.Algorithm] = [.ars, .philox], threads: Int
  ) {
    self.size = size
    self.seed = seed
    self.algorithms = algorithms
    self.threads = threads
  }

  /// Runs all tests.
  ///
  /// - Parameter report: Called with the outcomes of each source as they come.
  public func run(report: ([Outcome]) throws -> Void) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for algorithm in algorithms {
      for test in tests(of: Origin(algorithm: algorithm, seed: seed)) {
        let found = try test()
        try report(found)
        outcomes += found
      }
    }
    return outcomes
  }

  private typealias Test = () throws -> [Outcome]

  private func tests(of origin: Origin) -> [Test] {
    var tests: [Test] = []
    for layout in WordLayout.allCases {
      let words = Source(words: layout, from: origin)
      // Small tensors take longer.
      let count = layout == .names || layout == .seeds ? size.words / 16 : size.words
      tests.append { try WordTest(words).outcomes(count: count, threads: threads) }
      tests.append {
        try NeighbourTest.words(words).outcomes(count: size.neighbours / 4, threads: threads)
      }
      tests.append { try BirthdayTest(words).outcomes(years: size.years) }
      if size.wideYears > 0 {
        tests.append { [try BirthdayTest(words).wideOutcome(years: size.wideYears)] }
      }
    }
    for family in Family.all(origin) {
      tests.append { try family.outcomes(count: size.members) }
    }
    for law in Self.laws {
      let count = law.isMain ? size.mainLaw : law.law.isContinuous ? size.law : size.law / 4
      for dtype in law.dtypes {
        // A stream each: those of other dtypes have the same draws.
        let stream = origin.stream("\(law.initializer) \(dtype)")
        let test = LawTest(Source(law.initializer, dtype, from: stream), law.law)
        tests.append { try test.outcomes(count: count, threads: threads) }
      }
    }
    for dtype in [DType.float32, .float64] {
      let normal = Source(.normal(), dtype, from: origin.stream("neighbours of normal \(dtype)"))
      let uniform = Source(.uniform(), dtype, from: origin.stream("neighbours of uniform \(dtype)"))
      let uniformLaw = ExactLaw.uniform(low: 0, high: 1)
      tests.append {
        try NeighbourTest.normal(normal).outcomes(count: size.neighbours, threads: threads)
      }
      tests.append {
        try NeighbourTest.uniform(uniform).outcomes(count: size.neighbours, threads: threads)
      }
      for (source, law) in [(normal, ExactLaw.standardNormal), (uniform, uniformLaw)] {
        tests.append {
          try PairTest(source, law).outcomes(
            lags: [1, 2, 4, 16, 32, 64], count: size.neighbours, threads: threads)
        }
      }
    }
    for (rows, columns, share) in Self.matrices {
      for dtype in [DType.float32, .float64] {
        let stream = origin.stream("\(rows) x \(columns) \(dtype)")
        let test = HaarTest(rows: rows, columns: columns, dtype, stream)
        tests.append {
          try test.outcomes(count: max(1 << 10, size.matrices / share), threads: threads)
        }
      }
    }
    return tests
  }

  /// Rows and columns, and the share of matrices that are looked at.
  private static let matrices = [
    (2, 2, 1), (3, 3, 1), (4, 4, 2), (5, 5, 2), (8, 8, 8), (8, 3, 1), (3, 8, 1), (64, 4, 8),
    (32, 32, 128),
  ]

  private static let floats: [DType] = [.float32, .float64, .float16, .bfloat16]
  private static let integers: [DType] = [.int8, .int16, .int32, .int64, .uint8]

  /// A law, the dtypes that have it, and whether most tensors have it.
  private struct LawCase {
    let initializer: Initializer
    let law: ExactLaw
    let dtypes: [DType]
    let isMain: Bool

    init(
      _ initializer: Initializer, _ law: ExactLaw, _ dtypes: [DType] = Battery.floats,
      isMain: Bool = false
    ) {
      self.initializer = initializer
      self.law = law
      self.dtypes = dtypes
      self.isMain = isMain
    }
  }

  private static var laws: [LawCase] { continuousLaws + truncatedLaws + integerLaws }

  private static let continuousLaws: [LawCase] = [
    LawCase(.uniform(), .uniform(low: 0, high: 1), isMain: true),
    LawCase(.uniform(low: -0.3, high: 0.1), .uniform(low: -0.3, high: 0.1)),
    LawCase(.normal(), .standardNormal, isMain: true),
    LawCase(
      .normal(mean: 2, std: 0.5),
      ExactLaw(.normal(mean: 2, std: 0.5), within: ExactLaw.finite)),
    LawCase(
      .logNormal(mean: 0, std: 1),
      ExactLaw(.logNormal(mean: 0, std: 1), within: ExactLaw.positive)),
    LawCase(.exponential(), ExactLaw(.exponential(rate: 1), within: ExactLaw.positive)),
    LawCase(.cauchy(), ExactLaw(.cauchy(median: 0, sigma: 1), within: ExactLaw.finite)),
    LawCase(
      .logUniform(low: 1e-3, high: 0.1),
      .between(1e-3, 0.1, .logUniform(low: 1e-3, high: 0.1))),
    LawCase(
      .inverseSoftplusLogUniform(),
      .between(
        log(expm1(1e-3)), log(expm1(0.1)), .inverseSoftplusLogUniform(low: 1e-3, high: 0.1))),
    LawCase(
      .logOfUniform(low: 1, high: 16), .between(0, log(16), .logOfUniform(low: 1, high: 16))),
  ]

  private static let truncatedLaws: [LawCase] = [
    truncated(-2, 2, isMain: true), truncated(0.5, .infinity), truncated(5, .infinity),
  ]

  private static let integerLaws: [LawCase] = [
    LawCase(
      .geometric(p: 0.25), ExactLaw(.geometric(p: 0.25), from: 1, upTo: 126), floats + integers),
    LawCase(
      .bernoulli(p: 0.1), ExactLaw(.bernoulli(p: 0.1), from: 0, upTo: 1),
      floats + integers + [.bool]),
    LawCase(
      .random(low: 0, high: 100),
      ExactLaw(.discreteUniform(low: 0, high: 100), from: 0, upTo: 99), floats + integers),
    LawCase(.random(low: -128, high: 128), allBits, [.int8]),
    LawCase(.random(low: 0, high: 256), allBits, [.uint8]),
    LawCase(.random(low: -32768, high: 32768), allBits, [.int16]),
    LawCase(.random(), allBits, [.bool]),
  ]

  private static let allBits = ExactLaw(allBits: "all integers", ofLastBits: false)

  private static func truncated(_ low: Double, _ high: Double, isMain: Bool = false) -> LawCase {
    let law = ClosedFormLaw.truncatedNormal(mean: 0, std: 1, low: low, high: high)
    let exact = ExactLaw(law) { dtype in
      let highest = high == .infinity ? dtype.largestFinite : dtype.largest(atMost: high)
      return dtype.smallest(atLeast: low)...highest
    }
    return LawCase(
      .truncatedNormal(mean: 0, std: 1, low: low, high: high), exact, isMain: isMain)
  }
}

extension ExactLaw {
  /// The uniform law, whose largest value is below `high`.
  public static func uniform(low: Double, high: Double) -> ExactLaw {
    .between(low, high, .uniform(low: low, high: high))
  }

  fileprivate static func between(
    _ low: Double, _ high: Double, _ law: ClosedFormLaw
  ) -> ExactLaw {
    ExactLaw(law, within: { $0.smallest(atLeast: low)...$0.largest(below: high) })
  }
}
