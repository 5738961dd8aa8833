/// PyTorch's stream: the same bits as PyTorch on an x86-64 processor gives on its CPU.
extension Generator {
  /// Which of PyTorch's interfaces is meant; they differ in what they draw.
  public enum TorchProfile: Sendable, Hashable {
    /// `torch.nn.init` in Python.
    case pytorch
    /// `torch::nn::init` in C++, which the k api calls: orthogonal draws 32-bit numbers for every dtype.
    case ktorch
  }

  /// A generator that gives what PyTorch gives after `torch.manual_seed(seed)`, bit for bit.
  ///
  /// ```swift
  /// let generator = Generator.torch(seed: 42)
  /// try weight.initialize(.kaimingUniform(slope: 5.squareRoot()), using: generator)
  /// try bias.initialize(.uniform(low: -0.1, high: 0.1), using: generator)
  /// ```
  /// Tensors draw one after the other, in the order of the calls, as they do in a script; a fill works on one
  /// thread. `PyTorchStream.md` tells which version of PyTorch is meant and what differs from the
  /// laws that ars gives.
  ///
  /// - Parameters:
  ///   - seed: As of `torch.manual_seed`, of which PyTorch uses the lowest 32 bits; a negative one is
  ///     `UInt64(bitPattern: Int64(-1))`.
  ///   - profile: Whose way of drawing it has: PyTorch's in Python, or libtorch's in C++.
  public static func torch(seed: UInt64, profile: TorchProfile = .pytorch) -> Generator {
    Generator(algorithm: profile.algorithm, seed: seed)
  }

  /// A generator that goes on from a state of PyTorch's.
  ///
  /// - Parameters:
  ///   - torchState: The bytes of `torch.get_rng_state()`.
  ///   - profile: Whose way of drawing it has.
  /// - Throws: `invalidArgument` where the bytes are no such state.
  public static func torch(
    state torchState: [UInt8], profile: TorchProfile = .pytorch
  ) throws(TensorInitError) -> Generator {
    let sequence = TorchSequence(seed: 0)
    try sequence.restore(torchState)
    return Generator(algorithm: profile.algorithm, seed: sequence.seed, sequence: sequence)
  }

  /// The bytes that `torch.set_rng_state` takes to go on from here; `nil` for another algorithm than
  /// PyTorch's.
  public var torchState: [UInt8]? { sequence?.stateBytes }
}

extension Generator.TorchProfile {
  fileprivate var algorithm: Generator.Algorithm {
    switch self {
    case .pytorch: .torch
    case .ktorch: .ktorch
    }
  }
}

extension Generator.Algorithm {
  /// A new sequence, where draws come one after the other.
  func sequence(seed: UInt64) -> (any DrawSequence)? {
    isSequential ? TorchSequence(seed: seed) : nil
  }
}
