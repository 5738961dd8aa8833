import TensorInit
import TestSupport
import Testing

@Suite("Weights of siren follow the law that their shape gives")
struct SirenLawTests {
  struct Scheme: Sendable {
    let initializer: Initializer
    let shape: Shape
    let bound: Double
  }

  static let schemes: [Scheme] = [
    Scheme(initializer: .siren(), shape: [512, 1024], bound: 0.0025515518153991436),
    Scheme(initializer: .siren(omega: 7.5), shape: [1024, 64, 3, 3], bound: 0.013608276348795434),
    Scheme(initializer: .siren(first: true), shape: [1 << 18, 4], bound: 0.25),
    Scheme(initializer: .siren(omega: 5, first: true), shape: [1 << 18, 2], bound: 0.5),
  ]

  @Test(
    "uniform up to its bound, that of the first layer another",
    arguments: schemes, [DType.float32, .float64])
  func siren(scheme: Scheme, dtype: DType) throws {
    let bound = scheme.bound
    let tensor = try Tensor(zeros: scheme.shape, dtype: dtype)
    try tensor.initialize(scheme.initializer, using: Generator(seed: 20_261_124))
    let values = tensor.doubles()
    let law = ClosedFormLaw.uniform(low: -bound, high: bound)
    #expect(kolmogorovSmirnovPValue(values, cdf: law.cdf) > 1e-6)
    let largest = try #require(values.map(abs).max())
    #expect(largest < bound * (1 + 0x1p-23) && largest > bound * 0.9999)
  }
}
