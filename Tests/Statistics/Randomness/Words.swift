public import TensorInit

/// How the words that are tested as one sequence lie in the library.
public enum WordLayout: String, CaseIterable, Sendable {
  /// Those of one tensor without end, whose elements have 32 bits each.
  case tensor
  /// The same, with 64 bits of each element.
  case wide
  /// Those of many small tensors of one model: 64 elements of each name.
  case names
  /// The first 64 of a seed, of the next one, and so on.
  case seeds
}

/// Words without end of one generator's algorithm.
///
/// They are what `random` gives over all integers of a dtype: the draws themselves.
public final class WordSequence {
  private let layout: WordLayout
  private let generator: Generator
  /// How many tensors came before.
  private var tensorCount: UInt64 = 0

  public init(_ layout: WordLayout, algorithm: Generator.Algorithm, seed: UInt64) {
    self.layout = layout
    generator = Generator(algorithm: algorithm, seed: seed)
  }

  /// A generator that starts where another small tensor does.
  private func nextGenerator() -> Generator {
    defer { tensorCount &+= 1 }
    if layout == .seeds {
      return Generator(algorithm: generator.algorithm, seed: generator.seed &+ tensorCount)
    }
    let (layer, kind) = tensorCount.quotientAndRemainder(dividingBy: UInt64(Self.kinds.count))
    return generator.stream(named: "model.layers.\(layer).\(Self.kinds[Int(kind)])")
  }

  private static let kinds = [
    "self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight",
    "self_attn.o_proj.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight",
    "mlp.down_proj.weight", "input_layernorm.weight",
  ]

  /// Writes the next words, in the machine's byte order.
  ///
  /// - Parameter bytes: A multiple of 256 bytes, aligned for 64-bit numbers.
  public func fill(_ bytes: UnsafeMutableRawBufferPointer) throws {
    guard let base = bytes.baseAddress else { return }
    switch layout {
    case .tensor: try fill(base, count: bytes.count / 4, .int32, Self.all32, generator)
    case .wide: try fill(base, count: bytes.count / 8, .int64, Self.all64, generator)
    case .names, .seeds:
      for offset in stride(from: 0, to: bytes.count, by: 256) {
        try fill(base + offset, count: 64, .int32, Self.all32, nextGenerator())
      }
    }
  }

  private func fill(
    _ memory: UnsafeMutableRawPointer, count: Int, _ dtype: DType, _ initializer: Initializer,
    _ generator: Generator
  ) throws {
    let tensor = try Tensor(unsafeMemory: memory, shape: [count], dtype: dtype)
    try tensor.initialize(initializer, using: generator, threads: 1)
  }

  private static let all32 = Initializer.random(low: Int64(Int32.min), high: 1 << 31)
  private static let all64 = Initializer.random(low: .min)
}
