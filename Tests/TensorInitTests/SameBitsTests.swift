import TensorInit
import Testing

@Suite("A value depends on seed, stream and place alone")
struct SameBitsTests {
  static let initializers: [Initializer] = [
    .ones, .eye, .uniform(low: -1, high: 2), .normal(), .truncatedNormal(), .logNormal(),
    .truncatedNormal(low: 6, high: 7), .exponential(), .cauchy(), .geometric(p: 0.3),
    .bernoulli(p: 0.3), .random(low: 0, high: 100), .random(low: 0, high: 90), .xavierUniform(),
    .kaimingNormal(), .sparse(sparsity: 0.3), .arange(axis: 0), .arange(step: -0.3),
    .logArange(), .priorBias(),
  ]
  /// Neither size is a multiple of a group of 64 elements.
  static let shape: Shape = [613, 517]

  private func whole(
    _ initializer: Initializer, _ dtype: DType, threads: Int
  ) throws -> [UInt8] {
    let tensor = try Tensor(zeros: Self.shape, dtype: dtype)
    try tensor.initialize(initializer, using: Generator(seed: 42), threads: threads)
    return tensor.withUnsafeMutableBytes { Array($0) }
  }

  @Test(
    "with any number of threads", arguments: initializers + [.orthogonal()],
    [DType.float32, .float64, .bfloat16])
  func threads(initializer: Initializer, dtype: DType) throws {
    let one = try whole(initializer, dtype, threads: 1)
    #expect(try whole(initializer, dtype, threads: 2) == one)
    #expect(try whole(initializer, dtype, threads: 7) == one)
  }

  @Test(
    "for any slice computed alone", arguments: initializers + [.orthogonal()],
    [DType.float32, .float64, .float16])
  func slices(initializer: Initializer, dtype: DType) throws {
    let bytes = try whole(initializer, dtype, threads: 1)
    let count = Self.shape[0] * Self.shape[1]
    for slice in [0..<1, 1..<64, 63..<65, 100..<1700, 517..<1034, count - 1..<count, 0..<count] {
      let part = try Tensor(zeros: [slice.count], dtype: dtype)
      try part.initialize(
        initializer, asElements: slice, of: Self.shape, using: Generator(seed: 42), threads: 1)
      let expected = bytes[slice.lowerBound * dtype.byteCount..<slice.upperBound * dtype.byteCount]
      #expect(part.withUnsafeMutableBytes { Array($0) } == Array(expected))
    }
  }

  @Test("and threads work on slices too")
  func threadedSlices() throws {
    let slice = 1001..<300_001
    let part = try Tensor(zeros: [slice.count])
    let bytes = try whole(.normal(), .float32, threads: 1)
    try part.initialize(
      .normal(), asElements: slice, of: Self.shape, using: Generator(seed: 42), threads: 7)
    #expect(part.withUnsafeMutableBytes { Array($0) } == Array(bytes[4004..<1_200_004]))
  }

  @Test("a longer tensor begins with the values of a shorter one")
  func prefixes() throws {
    let long = try Tensor(zeros: [1000])
    let short = try Tensor(zeros: [17])
    try long.initialize(.normal(), using: Generator(seed: 1))
    try short.initialize(.normal(), using: Generator(seed: 1))
    #expect(try Array([Float](long).prefix(17)) == [Float](short))
  }
}
