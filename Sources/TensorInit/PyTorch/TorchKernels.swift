internal import CFillKernels

/// The parts of PyTorch's stream that are compiled for each instruction set.
struct TorchKernels: Sendable {
  /// Those of the instruction set in use.
  ///
  /// Where the environment asks for an unknown one, every fill throws before it gets here.
  static let current = TorchKernels((try? InstructionSet.current.get()) ?? .baseline)

  private let kernels: ck_torch_kernels

  private init(_ set: InstructionSet) {
    kernels = ck_torch(set.kernels)
  }

  /// Moves the twister's state on by a block, and writes the block's words.
  func twist(_ state: UnsafeMutablePointer<UInt32>, words: UnsafeMutablePointer<UInt32>) {
    kernels.twist(state, words)
  }

  /// Writes the words of the block that led to this state.
  func temper(_ state: UnsafePointer<UInt32>, words: UnsafeMutablePointer<UInt32>) {
    kernels.temper(state, words)
  }

  /// Writes a number in low ..< high for each word.
  func uniform(
    _ words: UnsafeBufferPointer<UInt32>, low: Float, high: Float,
    to destination: UnsafeMutablePointer<Float>
  ) {
    kernels.uniform(words.baseAddress, words.count, low, high, destination)
  }

  /// Turns blocks of 16 numbers, uniform in 0 ..< 1, into normal ones.
  func normal(_ elements: UnsafeMutablePointer<Float>, blocks: Int, mean: Float, std: Float) {
    kernels.normal(elements, blocks, mean, std)
  }
}
