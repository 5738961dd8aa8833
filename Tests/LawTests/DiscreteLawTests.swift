import TensorInit
import TestSupport
import Testing

@Suite("Samples of discrete laws follow their probabilities")
struct DiscreteLawTests {
  static let sampleSize = 1 << 20
  static let smallestPValue = 1e-6

  struct Case: Sendable, CustomTestStringConvertible {
    let initializer: Initializer
    let law: DiscreteLaw
    /// Each value of the support has a cell of its own but the last, which has all that follow.
    let cells: ClosedRange<Int>
    var testDescription: String { "\(initializer)" }
  }

  static let cases: [Case] = [
    Case(initializer: .geometric(p: 0.25), law: .geometric(p: 0.25), cells: 1...60),
    Case(initializer: .geometric(p: 0.9), law: .geometric(p: 0.9), cells: 1...12),
    Case(initializer: .geometric(p: 0.02), law: .geometric(p: 0.02), cells: 1...120),
    Case(initializer: .bernoulli(), law: .bernoulli(p: 0.5), cells: 0...1),
    Case(initializer: .bernoulli(p: 0.1), law: .bernoulli(p: 0.1), cells: 0...1),
    Case(initializer: .bernoulli(p: 0.001), law: .bernoulli(p: 0.001), cells: 0...1),
    Case(
      initializer: .random(low: 0, high: 10), law: .discreteUniform(low: 0, high: 10), cells: 0...9),
    Case(
      initializer: .random(low: -3, high: 4), law: .discreteUniform(low: -3, high: 4),
      cells: -3...3),
    Case(
      initializer: .random(high: 100), law: .discreteUniform(low: 0, high: 100), cells: 0...99),
  ]

  @Test(
    "by chi-square, in every dtype that holds them", arguments: cases,
    [DType.float32, .float64, .float16, .bfloat16, .int8, .int16, .int32, .int64])
  func discreteLaw(case: Case, dtype: DType) throws {
    let tensor = try Tensor(zeros: [Self.sampleSize], dtype: dtype)
    try tensor.initialize(`case`.initializer, using: Generator(seed: 7))
    let cells = `case`.cells
    var observed = [Int](repeating: 0, count: cells.count)
    let values = tensor.doubles()
    try #require(values.allSatisfy { $0 >= Double(cells.lowerBound) && $0 <= 1e6 })
    for value in values {
      observed[min(Int(value), cells.upperBound) - cells.lowerBound] += 1
    }
    var probabilities = cells.map { `case`.law.probability(of: $0) }
    probabilities[cells.count - 1] = 1 - probabilities.dropLast().reduce(0, +)
    #expect(
      chiSquarePValue(observed: observed, probabilities: probabilities) > Self.smallestPValue)
  }

  @Test(
    "random integers are unbiased where a remainder would not be",
    arguments: [(Int64(0), Int64(3 << 26)), (0, 3 << 30), (0, 3 << 40), (0, 3 << 61)])
  func thirds(low: Int64, high: Int64) throws {
    let tensor = try Tensor(zeros: [Self.sampleSize], dtype: .int64)
    try tensor.initialize(.random(low: low, high: high), using: Generator(seed: 3))
    let values = try [Int64](tensor)
    // The upper thirds, which a remainder skews, and the lowest bits, which too few random bits leave.
    for (cells, cell) in [
      (3, { $0 / (high / 3) }), (3, { $0 % 3 }), (2, { $0 % 2 }),
    ] as [(Int, (Int64) -> Int64)] {
      var observed = [Int](repeating: 0, count: cells)
      for value in values { observed[Int(cell(value))] += 1 }
      var probabilities = [Double](repeating: 1 / Double(cells), count: cells)
      probabilities[cells - 1] = 1 - probabilities.dropLast().reduce(0, +)
      #expect(
        chiSquarePValue(observed: observed, probabilities: probabilities) > Self.smallestPValue)
    }
  }

  @Test("random integers over all of int64 have fair bits")
  func fullRange() throws {
    let tensor = try Tensor(zeros: [Self.sampleSize], dtype: .int64)
    try tensor.initialize(.random(low: .min), using: Generator(seed: 5))
    let values = try [Int64](tensor)
    for bit in 0..<64 {
      let ones = values.count { $0 >> bit & 1 == 1 }
      #expect(
        chiSquarePValue(observed: [ones, values.count - ones], probabilities: [0.5, 0.5])
          > Self.smallestPValue)
    }
  }

  @Test("random integers without limits have the dtype's own range")
  func standardRanges() throws {
    let expected: [(DType, Double)] = [
      (.int8, 127), (.int16, 32767), (.int32, 2_147_483_647), (.uint8, 255), (.bool, 1),
      (.float16, 2048), (.bfloat16, 256), (.float32, 0x1p24), (.float64, 0x1p53),
    ]
    for (dtype, largest) in expected {
      let tensor = try Tensor(zeros: [1 << 18], dtype: dtype)
      try tensor.initialize(.random(), using: Generator(seed: 1))
      let values = tensor.doubles()
      #expect(values.allSatisfy { $0 >= 0 && $0 <= largest && $0 == $0.rounded() })
      #expect((values.max() ?? 0) > 0.999 * largest)
      #expect((values.min() ?? 1) < 0.001 * largest)
    }
    let long = try Tensor(zeros: [1 << 18], dtype: .int64)
    try long.initialize(.random(), using: Generator(seed: 1))
    let values = try [Int64](long)
    #expect(values.allSatisfy { $0 >= 0 })
    #expect((values.max() ?? 0) > .max / 1000 * 999)
  }

  @Test("a probability of 0 never and of 1 always gives 1")
  func certainties() throws {
    let tensor = try Tensor(zeros: [1 << 16])
    try tensor.initialize(.bernoulli(p: 0))
    #expect(tensor.doubles().allSatisfy { $0 == 0 })
    try tensor.initialize(.bernoulli(p: 1))
    #expect(tensor.doubles().allSatisfy { $0 == 1 })
    try tensor.initialize(.geometric(p: 1))
    #expect(tensor.doubles().allSatisfy { $0 == 1 })
  }
}
