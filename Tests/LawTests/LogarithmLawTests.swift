import TensorInit
import TestSupport
import Testing

/// The laws of log-uniform numbers and of logarithms, in what the continuous laws' tests leave out.
@Suite("Samples of logarithms follow their laws")
struct LogarithmLawTests {
  static let sampleSize = 1 << 20
  static let smallestPValue = 1e-6
  static let names = ["log_uniform", "inverse_softplus_log_uniform", "log_of_uniform"]

  private func values(_ initializer: Initializer, _ dtype: DType) throws -> [Double] {
    let tensor = try Tensor(zeros: [Self.sampleSize], dtype: dtype)
    try tensor.initialize(initializer, using: Generator(seed: 20_261_124))
    return tensor.doubles()
  }

  @Test(
    "in dtypes of few digits too, each value standing for what is rounded to it",
    arguments: ContinuousLawTests.cases.filter { names.contains($0.initializer.name) },
    [DType.float16, .bfloat16])
  func narrow(case: ContinuousLawTests.Case, dtype: DType) throws {
    let values = try values(`case`.initializer, dtype)
    let cdf = `case`.law.cdf
    let least = values.min()
    let most = values.max()
    var cells: [Double: (start: Double, end: Double)] = [:]
    for x in Set(values) {
      let below = dtype.largest(below: x)
      let above = -dtype.largest(below: -x)
      cells[x] = (
        x == least ? 0 : cdf((below + x) / 2), x == most ? 1 : cdf((x + above) / 2)
      )
    }
    // Spread evenly over its cell, a value has the law's probability up to it.
    let probabilities = try values.enumerated().map { index, x in
      let cell = try #require(cells[x])
      let share = Double((UInt64(index) &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
      return cell.start + share * (cell.end - cell.start)
    }
    #expect(kolmogorovSmirnovPValue(probabilities) { $0 } > Self.smallestPValue)
    #expect(kuiperPValue(probabilities) { $0 } > Self.smallestPValue)
  }

  @Test(
    "the floor has the share of all that is below it",
    arguments: [DType.float32, .float64, .float16, .bfloat16])
  func floor(dtype: DType) throws {
    let values = try values(
      .inverseSoftplusLogUniform(low: 0.001, high: 0.1, floor: 0.01), dtype)
    let least = try #require(values.min())
    let share = Double(values.count { $0 == least }) / Double(values.count)
    // A value of few digits is also that of some numbers above the floor.
    let cell = dtype == .bfloat16 ? 0.008 : dtype == .float16 ? 0.001 : 0
    #expect(share > 0.5 - 0.0025 && share < 0.5 + 0.0025 + cell)
    guard cell == 0 else { return }
    let others = values.filter { $0 != least }
    let law = ClosedFormLaw.inverseSoftplusLogUniform(low: 0.01, high: 0.1)
    #expect(kolmogorovSmirnovPValue(others, cdf: law.cdf) > Self.smallestPValue)
  }
}
