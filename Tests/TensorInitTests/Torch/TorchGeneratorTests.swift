import Foundation
import TensorInit
import Testing

@Suite("A torch generator draws one after the other")
struct TorchGeneratorTests {
  /// Each leaves the generator in another state: within a block, and with a spare normal number.
  static let initializers: [Initializer] = [
    .uniform(), .normal(), .logNormal(), .truncatedNormal(), .truncatedNormal(low: 0, high: 0.5),
    .exponential(), .cauchy(), .geometric(p: 0.3), .bernoulli(), .random(), .kaimingUniform(),
    .xavierNormal(), .sparse(sparsity: 0.3), .orthogonal(), .eye, .ones,
  ]

  private func drawn(
    _ initializer: Initializer = .normal(), _ shape: Shape = [7], dtype: DType = .float32,
    from generator: Generator
  ) throws -> [UInt8] {
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(initializer, using: generator)
    return tensor.withUnsafeMutableBytes { Array($0) }
  }

  @Test("and its state goes on where it was", arguments: initializers)
  func states(initializer: Initializer) throws {
    let generator = Generator.torch(seed: 7)
    _ = try drawn(initializer, [5, 3], from: generator)
    _ = try drawn(from: generator)
    let state = try #require(generator.torchState)
    let restored = try Generator.torch(state: state)
    let copy = generator.copy()
    #expect(restored.torchState == state)
    #expect(restored.seed == 7)
    let expected = try drawn(.normal(), [30], from: generator)
    #expect(try drawn(.normal(), [30], from: restored) == expected)
    #expect(try drawn(.normal(), [30], from: copy) == expected)
    #expect(copy.torchState == generator.torchState)
  }

  @Test("and slices of it are those of the whole tensor", arguments: initializers)
  func slices(initializer: Initializer) throws {
    let generator = Generator.torch(seed: 7)
    let whole = try drawn(initializer, [21, 17], from: generator)
    for slice in [0..<1, 3..<20, 340..<357, 0..<357, 9..<9] {
      let part = try Tensor(zeros: [slice.count])
      let other = Generator.torch(seed: 7)
      try part.initialize(initializer, asElements: slice, of: [21, 17], using: other)
      let bytes = part.withUnsafeMutableBytes { Array($0) }
      #expect(bytes == Array(whole[slice.lowerBound * 4..<slice.upperBound * 4]))
      #expect(other.torchState == generator.torchState)
    }
  }

  @Test("and seeds it anew, spare normal number and all")
  func reseeding() throws {
    let generator = Generator.torch(seed: 1)
    _ = try drawn(from: generator)
    generator.reseed(42)
    #expect(generator.seed == 42)
    #expect(generator.torchState == Generator.torch(seed: 42).torchState)
    // Only the lowest 32 bits count.
    #expect(
      try drawn(from: generator) == drawn(from: Generator.torch(seed: 1 << 32 + 42)))
  }

  @Test("and so do tensors that are initialized together, by name or not")
  func collections() throws {
    let expected = Generator.torch(seed: 3)
    let weight = try drawn(.uniform(), [5], from: expected)
    let bias = try drawn(.uniform(), [3], from: expected)
    let tensors: TensorDictionary = try [
      "weight": Tensor(zeros: [5]), "bias": Tensor(zeros: [3]),
    ]
    let generator = Generator.torch(seed: 3)
    try tensors.initialize(.uniform(), using: generator)
    let bytes = tensors.map { $0.tensor.withUnsafeMutableBytes { Array($0) } }
    #expect(bytes == [weight, bias])
    #expect(generator.torchState == expected.torchState)
    #expect(generator.stream(named: "weight") === generator)
  }

  @Test("and what needs no random numbers, and what fails, draws none")
  func untouched() throws {
    let generator = Generator.torch(seed: 1)
    let state = generator.torchState
    for initializer in [Initializer.zeros, .constant(3), .eye] {
      _ = try drawn(initializer, [3, 3], from: generator)
    }
    _ = try drawn(.normal(), [0], from: generator)
    #expect(throws: TensorInitError.self) { try drawn(.normal(std: -1), from: generator) }
    #expect(generator.torchState == state)
    // A constant that is drawn is drawn, as in PyTorch.
    _ = try drawn(.normal(std: 0), from: generator)
    #expect(generator.torchState != state)
  }

  @Test("and of ktorch draws 32-bit numbers for an orthogonal matrix of any dtype")
  func ktorch() throws {
    let doubles = try Tensor(zeros: [6, 4], dtype: .float64)
    let floats = try Tensor(zeros: [6, 4])
    let python = try Tensor(zeros: [6, 4], dtype: .float64)
    try doubles.initialize(.orthogonal(), using: .torch(seed: 5, profile: .ktorch))
    try floats.initialize(.orthogonal(), using: .torch(seed: 5))
    try python.initialize(.orthogonal(), using: .torch(seed: 5))
    #expect(doubles.doubles() == floats.doubles())
    #expect(doubles.doubles() != python.doubles())
    let normal = Generator.torch(seed: 5, profile: .ktorch)
    #expect(
      try drawn(dtype: .float64, from: normal) == drawn(dtype: .float64, from: .torch(seed: 5)))
  }
}
