import TensorInit
import TensorInitInspection
import TestSupport
import Testing

@Suite("The figures of a tensor")
struct StatisticsTests {
  @Test(
    "are those of its finite elements, whatever the dtype", arguments: DType.allCases)
  func figures(dtype: DType) throws {
    let expression =
      dtype == .bool
      ? "bernoulli(0.25)"
      : dtype.isFloatingPoint ? "normal(mean=3, std=0.5)" : "random(low=3, high=100)"
    let tensor = try tensor(expression, [101, 211], dtype)
    let statistics = try #require(try inspection(of: tensor).statistics)
    let values = tensor.doubles()
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, value in
        sum + (0..<power).reduce(1) { product, _ in product * (value - mean) }
      } / count
    }
    #expect(statistics.finiteCount == values.count)
    #expect(statistics.zeroCount == values.count { $0 == 0 })
    #expect(statistics.smallest == values.min())
    #expect(statistics.largest == values.max())
    #expect(isNear(statistics.mean, mean, 1e-13))
    #expect(isNear(statistics.deviation, moment(2).squareRoot(), 1e-12))
    let (skewness, kurtosis) = (
      moment(3) / (moment(2) * moment(2).squareRoot()), moment(4) / (moment(2) * moment(2))
    )
    #expect(((statistics.skewness ?? .nan) - skewness).magnitude < 1e-10)
    #expect(isNear(statistics.kurtosis, kurtosis, 1e-10))
    #expect((statistics.integers == nil) == dtype.isFloatingPoint)
  }

  @Test("leave NaN and infinities out, and count them")
  func notFinite() throws {
    let values: [Float] = [1, .nan, -.infinity, 0, 5, .infinity, .infinity, -0.0, -.nan]
    let statistics = try #require(try inspection(of: Tensor(values)).statistics)
    #expect(statistics.finiteCount == 4)
    #expect(statistics.nanCount == 2)
    #expect(statistics.positiveInfinityCount == 2)
    #expect(statistics.negativeInfinityCount == 1)
    #expect(statistics.zeroCount == 2)
    #expect(statistics.smallest == 0)
    #expect(statistics.largest == 5)
    #expect(statistics.mean == 1.5)
    #expect(isNear(statistics.deviation, (17.0 / 4).squareRoot(), 1e-15))
  }

  @Test("are none of nothing", arguments: [[Float](), [.nan, .infinity]])
  func nothing(values: [Float]) throws {
    let found = try inspection(of: Tensor(values))
    let statistics = try #require(found.statistics)
    #expect(statistics.smallest == nil && statistics.mean == nil && statistics.deviation == nil)
    #expect(found.histogram == nil)
    #expect(found.appearances.isEmpty)
  }

  @Test(
    "hold where squares are infinite or zero",
    arguments: [1e300, 1e-300, 0x1p-1030, 1e200, 1e-170, 0x1p-1060, 0x1p1020])
  func extremes(scale: Double) throws {
    let numbers = [1.0, -1, 3, -3, 2, 2, -2, -2, 0, 7]
    let found = try inspection(of: Tensor(numbers.map { $0 * scale }))
    let statistics = try #require(found.statistics)
    // Far below, numbers have few digits.
    let tolerance = scale < 1e-300 ? 1e-3 : 1e-14
    #expect(isNear(statistics.mean, 0.7 * scale, tolerance))
    #expect(isNear(statistics.deviation, (8.5 - 0.49).squareRoot() * scale, tolerance))
    let fourth = numbers.reduce(0) { $0 + ($1 - 0.7) * ($1 - 0.7) * ($1 - 0.7) * ($1 - 0.7) } / 10
    #expect(isNear(statistics.kurtosis, fourth / (8.01 * 8.01), 1e-13))
  }

  @Test("hold where large and small numbers meet, at every place")
  func scales() throws {
    var values = [Double](repeating: 0, count: 30_000)
    values[0] = 0x1p-1060
    values[9_000] = 1e-250
    values[18_000] = -1e250
    values[29_999] = 1e308
    let statistics = try #require(try inspection(of: Tensor(values)).statistics)
    #expect(isNear(statistics.mean, 1e308 / 30_000, 1e-14))
    #expect(isNear(statistics.deviation, 1e308 / 30_000 * 29_999.0.squareRoot(), 1e-13))
  }

  @Test("lose nothing where the mean is far from 0")
  func farFromZero() throws {
    let values = (0..<100_000).map { 1e9 + Double($0 % 7) }
    let statistics = try #require(try inspection(of: Tensor(values)).statistics)
    let exact = values.map { $0 - 1e9 }
    let mean = exact.reduce(0, +) / 100_000
    let variance = exact.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    #expect(statistics.mean == 1e9 + mean)
    #expect(isNear(statistics.deviation, variance.squareRoot(), 1e-12))
  }

  @Test("are exact for the ends of 64-bit integers")
  func integers() throws {
    let found = try inspection(of: Tensor([Int64.max, .max - 1, .min + 1]))
    #expect(found.statistics?.integers == (Int64.min + 1)...Int64.max)
  }

  @Test("don't depend on the number of threads, nor does anything else", arguments: [2, 3, 7])
  func threads(count: Int) throws {
    let tensors: KeyValuePairs = [
      "large": try tensor("normal(mean=0.1)", [1_300_003]),
      "wide": try tensor("uniform", [300, 5000], .float64),
      "small": try tensor("trunc_normal(cut=2)", [64, 64], .bfloat16),
    ]
    let one = try inspection(of: tensors, digests: true, threads: 1)
    let many = try inspection(of: tensors, digests: true, threads: count)
    for (first, second) in zip(one.tensors, many.tensors) {
      #expect(first.statistics == second.statistics)
      #expect(first.histogram == second.histogram)
      #expect(first.appearances == second.appearances)
      #expect(first.digest == second.digest)
    }
    // Without digests, threads take parts of one tensor.
    let parts = try inspection(of: tensors, threads: count)
    #expect(parts.tensors.map(\.statistics) == one.tensors.map(\.statistics))
    #expect(parts.tensors.map(\.appearances) == one.tensors.map(\.appearances))
  }

  @Test(
    "come with a histogram that counts every element once",
    arguments: [
      "normal", "uniform(1, 1.001)", "cauchy", "exponential(1e-300)", "log_uniform(1e-300, 1e300)",
    ])
  func histogram(expression: String) throws {
    let tensor = try tensor(expression, [200_000], .float64)
    let histogram = try #require(try inspection(of: tensor).histogram)
    #expect(histogram.counts.count <= 128)
    #expect(histogram.counts.first != 0 && histogram.counts.last != 0)
    var counts = [Int](repeating: 0, count: histogram.counts.count)
    for value in tensor.doubles() {
      counts[Int((value / histogram.width).rounded(.down)) - histogram.first] += 1
    }
    #expect(histogram.counts == counts)
    // No interval is half as wide as it could be.
    let range = (tensor.doubles().max() ?? 0) - (tensor.doubles().min() ?? 0)
    #expect(range / histogram.width > 62)
  }

  private func isNear(_ found: Double?, _ expected: Double, _ tolerance: Double) -> Bool {
    guard let found else { return false }
    return (found - expected).magnitude <= tolerance * expected.magnitude
  }
}
