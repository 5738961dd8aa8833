import TensorInit
import Testing

@Suite("Tensors that threads write side by side")
struct SideBySideTests {
  /// One large tensor, some that are split, many small ones, and such as have no parts, of several dtypes.
  static func mixed() throws -> TensorDictionary {
    var tensors = TensorDictionary()
    tensors["large"] = try Tensor(zeros: [300, 1001])
    for index in 0..<100 {
      tensors["block.\(index).weight"] = try Tensor(
        zeros: [9 + index, 83], dtype: index % 2 == 0 ? .float32 : .bfloat16)
      tensors["block.\(index).bias"] = try Tensor(zeros: [index], dtype: .float64)
      tensors["block.\(index).square"] = try Tensor(zeros: [30, 20 + index % 20])
    }
    tensors["square"] = try Tensor(zeros: [300, 280])
    tensors["counts"] = try Tensor(zeros: [70_001], dtype: .int64)
    return tensors
  }

  static var rules: [(TensorPattern, Initializer)] {
    [
      ("block.[13579].square", .sparse(sparsity: 0.3)), ("block.?0.square", .eye),
      ("*square", .orthogonal()), ("block.1?.*", .constant(0.25)), ("*bias", .uniform()),
      ("block.2?.*", .truncatedNormal()), ("counts", .random(low: 0, high: 1000)), ("*", .normal()),
    ]
  }

  static func bytes(_ tensor: Tensor) -> [UInt8] { tensor.withUnsafeMutableBytes { Array($0) } }

  @Test(
    "have the bits of each alone, with any number of threads",
    arguments: [1, 2, 7], [Generator.Algorithm.ars, .philox])
  func sameBits(threads: Int, algorithm: Generator.Algorithm) throws {
    let tensors = try Self.mixed()
    let generator = Generator(algorithm: algorithm, seed: 3)
    try tensors.initialize(Self.rules, using: generator, threads: threads)
    let start = Generator(algorithm: algorithm, seed: 3)
    for tensor in tensors.namedTensors {
      let alone = try Tensor(zeros: tensor.spec.shape, dtype: tensor.spec.dtype)
      let rule = try #require(Self.rules.first { $0.0.matches(tensor.spec) })
      try alone.initialize(rule.1, using: start.stream(named: tensor.name), threads: 1)
      let isSame = Self.bytes(tensor.tensor) == Self.bytes(alone)
      #expect(isSame, "\(tensor.name)")
    }
  }

  @Test("without names, of one stream, one after the other", arguments: [1, 2, 7])
  func oneStream(threads: Int) throws {
    let vector = TensorVector(try Self.mixed().map(\.tensor).filter { $0.dtype != .int64 })
    try vector.initialize(.normal(), using: Generator(seed: 3), threads: threads)
    let generator = Generator(seed: 3)
    for tensor in vector {
      let alone = try Tensor(zeros: tensor.shape, dtype: tensor.dtype)
      try alone.initialize(.normal(), using: generator, threads: 1)
      let isSame = Self.bytes(tensor) == Self.bytes(alone)
      #expect(isSame)
    }
  }

  @Test("draw from PyTorch's generator one after the other", arguments: [1, 2, 7])
  func sequential(threads: Int) throws {
    let tensors = try Self.mixed()
    let rules = Self.rules.filter { !"\($0.1)".hasPrefix("orthogonal") }
    try tensors.initialize(rules, using: .torch(seed: 3), threads: threads)
    let generator = Generator.torch(seed: 3)
    for tensor in tensors.namedTensors {
      let alone = try Tensor(zeros: tensor.spec.shape, dtype: tensor.spec.dtype)
      let rule = try #require(rules.first { $0.0.matches(tensor.spec) })
      try alone.initialize(rule.1, using: generator, threads: 1)
      let isSame = Self.bytes(tensor.tensor) == Self.bytes(alone)
      #expect(isSame, "\(tensor.name)")
    }
  }

  @Test("of tensors that have elements in common, the last has its own", arguments: [1, 2, 7])
  func inCommon(threads: Int) throws {
    let shared = try Tensor(zeros: [600, 1000])
    let tensors: TensorDictionary = ["slow": shared, "fast": shared]
    for _ in 0..<20 {
      try tensors.initialize([("slow", .logNormal()), ("fast", .zeros)], threads: threads)
      let isLast = Self.bytes(shared).allSatisfy { $0 == 0 }
      #expect(isLast)
    }
  }

  @Test("a fault in the last leaves all as they were, and the generator", arguments: [1, 2, 7])
  func fault(threads: Int) throws {
    var tensors = TensorDictionary()
    for index in 0..<300 { tensors["\(index)"] = try SelectionTests.sevens([10, 100]) }
    tensors["last"] = try SelectionTests.sevens([1000])
    let generator = Generator(seed: 5)
    let error = #expect(throws: TensorInitError.self) {
      try tensors.initialize(.kaimingNormal(), using: generator, threads: threads)
    }
    #expect(
      error?.description.hasPrefix("'last': kaiming_normal: the tensor's shape is [1000]") == true)
    #expect(tensors.map(\.tensor).allSatisfy(SelectionTests.isUntouched))
    let (next, first) = (try Tensor(zeros: [64]), try Tensor(zeros: [64]))
    try next.initialize(.normal(), using: generator)
    try first.initialize(.normal(), using: Generator(seed: 5))
    #expect(next.doubles() == first.doubles())
  }
}
