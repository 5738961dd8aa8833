import Foundation
import TensorInit
import Testing

@Suite("Promised bounds hold in every dtype, after rounding")
struct BoundsTests {
  static let floats = DType.allCases.filter(\.isFloatingPoint)

  private func values(
    _ initializer: Initializer, _ dtype: DType, count: Int = 1 << 21
  ) throws -> [Double] {
    let tensor = try Tensor(zeros: [count], dtype: dtype)
    try tensor.initialize(initializer, using: Generator(seed: 11))
    return tensor.doubles()
  }

  @Test(
    "uniform never gives its upper bound", arguments: floats,
    [(0.0, 1.0), (-1.0, 0.0), (1.0, 1.0625), (-3.0, 5.0), (0.1, 0.3)])
  func uniform(dtype: DType, bounds: (Double, Double)) throws {
    let values = try values(.uniform(low: bounds.0, high: bounds.1), dtype)
    #expect(values.allSatisfy { $0 >= bounds.0 && $0 < bounds.1 })
  }

  @Test(
    "a truncated normal stays within its bounds", arguments: floats,
    [(-2.0, 2.0), (0.1, 0.3), (3.0, 4.0), (-7.0, -6.9), (0.7, Double.infinity)])
  func truncatedNormal(dtype: DType, bounds: (Double, Double)) throws {
    let values = try values(.truncatedNormal(low: bounds.0, high: bounds.1), dtype)
    #expect(values.allSatisfy { $0 >= bounds.0 && $0 <= bounds.1 && $0.isFinite })
  }

  @Test("a truncated normal's bounds may be further apart than its dtype's largest value")
  func farBounds() throws {
    let positive = try values(
      .truncatedNormal(mean: -1e308, std: 1e308, low: 1e308, high: .infinity), .float64,
      count: 1 << 12)
    #expect(Set(positive).count > 3000)
    #expect(positive.allSatisfy { $0 >= 1e308 && $0.isFinite })
    let negative = try values(
      .truncatedNormal(mean: 1e308, std: 1e308, low: -.infinity, high: -1e308), .float64,
      count: 1 << 12)
    #expect(Set(negative).count > 3000)
    #expect(negative.allSatisfy { $0 <= -1e308 && $0.isFinite })
    let tail = try values(
      .truncatedNormal(mean: -1.5e308, std: 3e307, low: 1e307, high: 1.7e308), .float64,
      count: 1 << 12)
    #expect(Set(tail).count > 4000)
    #expect(tail.allSatisfy { $0 >= 1e307 && $0 < 1e308 })
  }

  @Test("the smallest value from 0 on is +0", arguments: floats)
  func smallest(dtype: DType) {
    #expect(dtype.smallest(atLeast: 0).sign == .plus)
    #expect(dtype.smallest(atLeast: -0.0).sign == .plus)
    #expect(dtype.smallest(atLeast: -1) == -1)
  }

  @Test(
    "a log-uniform never gives its upper bound, nor 0", arguments: floats,
    [(1e-3, 0.1), (1.0, 1.0625), (5.0, 6e4), (0.1, 0.3), (1e-30, 1.0)])
  func logUniform(dtype: DType, bounds: (Double, Double)) throws {
    let values = try values(.logUniform(low: bounds.0, high: bounds.1), dtype)
    #expect(values.allSatisfy { $0 >= bounds.0 && $0 < bounds.1 && $0 > 0 })
  }

  @Test(
    "the functions of such numbers never give that of the upper bound", arguments: floats,
    [(1e-3, 0.1), (0.5, 1.0), (1.0, 16.0), (50.0, 51.0)])
  func functions(dtype: DType, bounds: (Double, Double)) throws {
    let biases = try values(
      .inverseSoftplusLogUniform(low: bounds.0, high: bounds.1, floor: 0), dtype)
    let low = log(expm1(bounds.0))
    let high = log(expm1(bounds.1))
    #expect(biases.allSatisfy { $0 >= low.nextDown && $0 < high.nextUp })
    #expect(dtype == .float64 || biases.allSatisfy { $0 < high })
    let logarithms = try values(.logOfUniform(low: bounds.0, high: bounds.1), dtype)
    #expect(logarithms.allSatisfy { $0 >= log(bounds.0).nextDown && $0 < log(bounds.1).nextUp })
  }

  @Test("an exponential is never 0 and never infinite", arguments: floats)
  func exponential(dtype: DType) throws {
    #expect(try values(.exponential(), dtype).allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test("nothing is infinite or not a number where values leave the dtype", arguments: floats)
  func saturation(dtype: DType) throws {
    for initializer: Initializer in [
      .cauchy(sigma: 1e4), .logNormal(mean: 9, std: 30), .normal(std: 6e4),
      .geometric(p: 2e-5),
    ] {
      #expect(try values(initializer, dtype, count: 1 << 18).allSatisfy(\.isFinite))
    }
  }

  @Test("a geometric saturates at an integer type's largest value and does not wrap around")
  func geometricInNarrowIntegers() throws {
    for dtype in [DType.int8, .int16, .int32, .int64, .uint8] {
      let values = try values(.geometric(p: 1e-15), dtype, count: 1 << 16)
      #expect(values.allSatisfy { $0 >= 1 })
      if dtype != .int64 { #expect(values.contains { $0 > 100 }) }
    }
  }

  @Test("a uniform on a range around 0 has full relative precision near 0")
  func precisionNearZero() throws {
    for low in [0.0, -1.0] {
      let smallest = try values(.uniform(low: low, high: 1), .float32).map(abs).min() ?? 0
      #expect(smallest > 0 && smallest < 0x1p-18)
      // An even grid of 2^-24 would hold only multiples of that.
      #expect((smallest * 0x1p24).rounded() != smallest * 0x1p24)
    }
  }
}
