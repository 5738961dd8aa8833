import TensorInit
import TestSupport
import Testing

@Suite("A value depends on seed, stream and place alone")
struct SameBitsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let expression: String
    let shape: Shape
    var testDescription: String { expression }
  }

  /// Every initializer, and laws that have several ways.
  ///
  /// No number of elements is a multiple of a group of 64.
  static let cases =
    Initializer.names.compactMap { InitializerExamples.first(of: $0, .manyThreads) }
    .map { Case(expression: $0.expression, shape: Shape($0.shape)) }
    + [
      "uniform(low=-1, high=2)", "trunc_normal(low=6, high=7)", "random(low=0, high=100)",
      "random(low=0, high=90)", "arange(axis=0)", "arange(step=-0.3)", "siren(first=true)",
    ].map { Case(expression: $0, shape: shape) }
  static let shape: Shape = [613, 517]

  private func whole(_ example: Case, _ dtype: DType, threads: Int) throws -> [UInt8] {
    let tensor = try Tensor(zeros: example.shape, dtype: dtype)
    try tensor.initialize(
      Initializer(example.expression), using: Generator(seed: 42), threads: threads)
    return tensor.withUnsafeMutableBytes { Array($0) }
  }

  @Test(
    "with any number of threads", arguments: cases, [DType.float32, .float64, .bfloat16])
  func threads(example: Case, dtype: DType) throws {
    let one = try whole(example, dtype, threads: 1)
    #expect(try whole(example, dtype, threads: 2) == one)
    #expect(try whole(example, dtype, threads: 7) == one)
  }

  @Test(
    "for any slice computed alone", arguments: cases, [DType.float32, .float64, .float16])
  func slices(example: Case, dtype: DType) throws {
    let bytes = try whole(example, dtype, threads: 1)
    let count = example.shape.reduce(1, *)
    for slice in [0..<1, 1..<64, 63..<65, 100..<1700, 517..<1034, count - 1..<count, 0..<count] {
      let part = try Tensor(zeros: [slice.count], dtype: dtype)
      try part.initialize(
        Initializer(example.expression), asElements: slice, of: example.shape,
        using: Generator(seed: 42), threads: 1)
      let expected = bytes[slice.lowerBound * dtype.byteCount..<slice.upperBound * dtype.byteCount]
      #expect(part.withUnsafeMutableBytes { Array($0) } == Array(expected))
    }
  }

  @Test("and threads work on slices too")
  func threadedSlices() throws {
    let slice = 1001..<300_001
    let part = try Tensor(zeros: [slice.count])
    let bytes = try whole(Case(expression: "normal", shape: Self.shape), .float32, threads: 1)
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
