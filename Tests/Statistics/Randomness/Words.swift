public import TensorInit

/// How the words that are tested as one sequence lie in the library.
public enum WordLayout: String, CaseIterable, Sendable {
  /// Those of one tensor, whose elements have 32 bits each.
  case tensor
  /// The same, with 64 bits of each element, the lower half first.
  case wide
  /// Those of many small tensors of one model: 64 elements of each name.
  case names
  /// The first 64 of a seed, of the next one, and so on.
  case seeds
}

extension Initializer {
  /// All integers of 32 bits: the draws themselves.
  public static let all32 = Initializer.random(low: Int64(Int32.min), high: 1 << 31)
  /// All integers of 64 bits.
  public static let all64 = Initializer.random(low: .min)
}

extension Source {
  /// Words of 32 bits as elements of int32: the draws that everything else is made of.
  public init(words layout: WordLayout, from origin: Origin) {
    func small(_ originOf: @escaping @Sendable (Int) -> Origin) -> Source {
      Source("", .int32) { memory, words in
        for first in stride(from: words.lowerBound, to: words.upperBound, by: 64) {
          let tensor = try Tensor(
            unsafeMemory: memory + (first - words.lowerBound) * 4, shape: [64], dtype: .int32)
          try tensor.initialize(.all32, using: originOf(first / 64).generator, threads: 1)
        }
      }
    }
    let source =
      switch layout {
      case .tensor: Source(.all32, .int32, from: origin)
      case .wide:
        Source("", .int32) { memory, words in
          let wide = Source(.all64, .int64, from: origin)
          // Half as many elements, which start with a multiple of 32.
          try wide.fill(memory, words.lowerBound / 2..<words.upperBound / 2)
        }
      case .names:
        small { origin.stream("model.layers.\($0 / 8).\(Self.kinds[$0 % 8]).weight") }
      case .seeds:
        small { Origin(algorithm: origin.algorithm, seed: origin.seed &+ UInt64($0)) }
      }
    self.init("words of \(layout), \(origin.algorithm)", .int32) { memory, words in
      try source.fill(memory, words)
    }
  }

  private static let kinds = [
    "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
    "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj", "input_layernorm",
  ]
}
