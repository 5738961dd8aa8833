/// The whole state of a generator as bytes, little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 8 | `TIState` and a zero |
/// | 8 | the algorithm: 0 ars, 1 philox, 2 torch, 3 ktorch |
/// | 8, 8, 8 | of ars and philox: the seed, the stream's number, the position |
/// | 8, 8, n each | after these, of each name that was initialized from it, ordered by their bytes: how often, n, and the n bytes of the name |
/// | 5056 | of torch and ktorch: the bytes of `torch.get_rng_state()` |
extension Generator {
  /// What ``init(state:)`` makes a generator from that gives, from here on, the same values as this one, in any
  /// process.
  public var state: [UInt8] {
    var bytes = Self.stateMark.littleEndianBytes + algorithm.stateCode.littleEndianBytes
    if let sequence { return bytes + sequence.stateBytes }
    let (seed, position, counts) = whole
    for word in [seed, streamNumber, position] { bytes += word.littleEndianBytes }
    return bytes + counts.stateBytes
  }

  /// A generator that goes on from where another one was.
  ///
  /// - Parameter state: The other one's ``state``.
  /// - Throws: `invalidArgument` where the bytes are no such state.
  public convenience init(state: [UInt8]) throws(TensorInitError) {
    func fault(_ given: String, _ expected: String) -> TensorInitError {
      .invalidArgument(
        argument: "the state", given: given, expected: expected)
    }
    guard state.count >= 16, state.load(UInt64.self, at: 0) == Self.stateMark else {
      throw fault("\(state.count) bytes of something else", "the bytes of a generator's state")
    }
    let code = state.load(UInt64.self, at: 8)
    guard let algorithm = Algorithm.allCases.first(where: { $0.stateCode == code }) else {
      throw fault("of algorithm \(code)", "one of 0...\(Algorithm.allCases.count - 1)")
    }
    if let sequence = algorithm.sequence(seed: 0) {
      try sequence.restore(Array(state[16...]))
      self.init(algorithm: algorithm, seed: sequence.seed, sequence: sequence)
      return
    }
    guard state.count >= 40 else { throw fault("\(state.count) bytes", "40 bytes or more") }
    let position = state.load(UInt64.self, at: 32)
    guard position <= CountedDraws.streamLength, position % CountedDraws.groupSize == 0 else {
      throw fault(
        "at position \(position)",
        "a multiple of \(CountedDraws.groupSize) of at most \(CountedDraws.streamLength)")
    }
    let streamNumber = state.load(UInt64.self, at: 24)
    guard let counts = NameCounts(stateBytes: Array(state[40...]), within: streamNumber) else {
      throw fault(
        "\(state.count) bytes, of which those from the 41st on are no counts of names",
        "40 bytes, and of each name in order its count, its number of bytes and these")
    }
    self.init(
      algorithm: algorithm, seed: state.load(UInt64.self, at: 16),
      streamNumber: streamNumber, position: position, counts: counts)
  }

  /// `TIState` and a zero.
  private static let stateMark: UInt64 = 0x0065_7461_7453_4954
}

extension Generator.Algorithm {
  /// Its number in a state, which never changes.
  fileprivate var stateCode: UInt64 {
    switch self {
    case .ars: 0
    case .philox: 1
    case .torch: 2
    case .ktorch: 3
    }
  }
}
