import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A tensor's dtype rounds its values and does not change them")
struct PrecisionTests {
  /// Units in the last place by which a float32 may differ from the rounded float64.
  ///
  /// log_normal multiplies the relative error of its exponent by the exponent.
  static let laws: [(initializer: Initializer, ulps: UInt32)] = [
    (.uniform(), 2), (.uniform(low: -0.1, high: 0.1), 2), (.uniform(low: -1, high: 3), 2),
    (.normal(), 4), (.normal(std: 0.02), 4), (.exponential(), 3), (.cauchy(), 6),
    (.truncatedNormal(), 8), (.truncatedNormal(low: 3, high: 4), 8), (.logNormal(std: 0.5), 16),
    (.truncatedNormal(mean: -9, low: 0, high: 1), 4),
  ]

  @Test("float64, rounded, is float32 to a few units in the last place", arguments: laws)
  func float64RefinesFloat32(law: (initializer: Initializer, ulps: UInt32)) throws {
    let single = try Tensor(zeros: [1 << 18])
    let double = try Tensor(zeros: [1 << 18], dtype: .float64)
    try single.initialize(law.initializer, using: Generator(seed: 6))
    try double.initialize(law.initializer, using: Generator(seed: 6))
    // Where a law is steep, the open half unit of a 32-bit draw shows: in a few values in a thousand.
    let values = zip(try [Float](single), try [Double](double))
    let near = values.count { ulpDistance($0, Float($1)) <= law.ulps }
    #expect(Double(near) > 0.995 * Double(single.count))
    #expect(values.allSatisfy { abs(Double($0) - $1) <= 1e-2 * (abs($1) + 1e-3) })
  }

  @Test(
    "float16 and bfloat16 are float32, rounded to nearest even",
    arguments: [
      Initializer.normal(), .uniform(low: -1, high: 1), .exponential(), .truncatedNormal(),
      .kaimingNormal(), .cauchy(sigma: 0.01),
    ])
  func narrowTypesRoundFloat32(initializer: Initializer) throws {
    let shape: Shape = [512, 128]
    let float = try Tensor(zeros: shape)
    let half = try Tensor(zeros: shape, dtype: .float16)
    let brain = try Tensor(zeros: shape, dtype: .bfloat16)
    for tensor in [float, half, brain] {
      try tensor.initialize(initializer, using: Generator(seed: 12))
    }
    let values = try [Float](float)
    let halves = try [Float16](half)
    let brains = try [BFloat16](brain)
    // Near the ends of a uniform or truncated normal the promise of the bounds comes first.
    let inside = values.indices.filter { abs(values[$0]) < 0.99 }
    #expect(inside.allSatisfy { halves[$0] == Float16(values[$0]) })
    #expect(inside.allSatisfy { brains[$0] == BFloat16(values[$0]) })
  }

  @Test("the float64 functions are the mathematical ones to a few units in the last place")
  func float64AgainstLibm() throws {
    // The words give the draws; the C library gives the functions.
    let draws = CountedDraws(generator: .ars, seed: 5, stream: 0, first: 0)
    let count = 1 << 14
    let high = try draws.words(count: count)
    let low = try draws.words(count: count, subset: 1)
    let u = zip(high, low).map { (Double(UInt64($0) << 20 | UInt64($1) >> 12) + 0.5) * 0x1p-52 }
    func values(_ initializer: Initializer) throws -> [Double] {
      let tensor = try Tensor(zeros: [count], dtype: .float64)
      try tensor.initialize(initializer, using: Generator(seed: 5))
      return tensor.doubles()
    }
    func check(_ actual: [Double], _ expected: [Double], within tolerance: Double) {
      #expect(zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance * abs($1) })
    }
    check(try values(.exponential()), u.map { -log($0) }, within: 4e-16)
    let tangents = u.map { u in
      u < 0.25 ? -1 / tan(.pi * u) : u > 0.75 ? 1 / tan(.pi * (1 - u)) : tan(.pi * (u - 0.5))
    }
    check(try values(.cauchy()), tangents, within: 1e-15)
    check(try values(.uniform()), u, within: 2.3e-16)
    let normals = u.indices.map { i in
      let first = i % 32 < 16
      let radius = (-2 * log(u[first ? i : i - 16])).squareRoot()
      let angle = 2 * .pi * u[first ? i + 16 : i]
      return radius * (first ? cos(angle) : sin(angle))
    }
    let actual = try values(.normal())
    #expect(zip(actual, normals).allSatisfy { abs($0 - $1) < 1e-14 })
    check(try values(.logNormal()), actual.map { exp(1 + 2 * $0) }, within: 1e-14)
  }
}
