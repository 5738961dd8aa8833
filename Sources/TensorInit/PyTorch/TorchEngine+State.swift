/// The bytes of `torch.get_rng_state()`, little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 8 | the seed |
/// | 4 | how many words are left in the block, and 1 more (1 where there is no block) |
/// | 4 | 1, for a seeded generator |
/// | 8 | how many words of the block were drawn (0 where there is no block) |
/// | 624 x 8 | the twister's state, a word each |
/// | 8, 8, 8 | 0, the spare normal number, 0 |
/// | 4 | 1 where there is a spare normal number |
/// | 12 | 0: the same for single precision, which is never used |
extension TorchEngine {
  static let stateByteCount = 5056
  private static let stateOffset = 24
  private static let spareOffset = stateOffset + 8 * MersenneTwister.blockLength + 8
  private static let hasSpareOffset = spareOffset + 16

  /// The bytes that `torch.set_rng_state` takes.
  package var stateBytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.stateByteCount)
    let length = MersenneTwister.blockLength
    let drawn = twister.isFresh ? 0 : twister.position
    bytes.store(seed, at: 0)
    bytes.store(UInt32(twister.isFresh ? 1 : length + 1 - drawn), at: 8)
    bytes.store(1 as UInt32, at: 12)
    bytes.store(UInt64(drawn), at: 16)
    for i in 0..<length {
      bytes.store(UInt64(twister.state[i]), at: Self.stateOffset + 8 * i)
    }
    if let spareNormal {
      bytes.store(spareNormal.bitPattern, at: Self.spareOffset)
      bytes.store(1 as UInt32, at: Self.hasSpareOffset)
    }
    return bytes
  }

  /// Takes over the state that `torch.get_rng_state()` gave.
  ///
  /// - Throws: `invalidArgument` where the bytes are no such state; then nothing has changed.
  func restore(_ bytes: [UInt8]) throws(TensorInitError) {
    func require(_ condition: Bool, _ given: String, _ expected: String) throws(TensorInitError) {
      guard condition else {
        throw .invalidArgument(
          argument: "the state", given: given, expected: expected)
      }
    }
    try require(
      bytes.count == Self.stateByteCount, Names.counted(bytes.count, "byte"),
      "the \(Self.stateByteCount) bytes of torch.get_rng_state()")
    let length = MersenneTwister.blockLength
    let left = bytes.load(UInt32.self, at: 8)
    let isSeeded = bytes.load(UInt32.self, at: 12)
    let drawn = bytes.load(UInt64.self, at: 16)
    try require(isSeeded == 1, "of a generator without a seed", "one with a seed")
    try require(
      drawn <= length && left == (drawn == 0 ? 1 : UInt64(length) + 1 - drawn),
      "at word \(drawn) with \(left) left", "numbers that add up to \(length + 1)")
    let words = (0..<length).map { bytes.load(UInt64.self, at: Self.stateOffset + 8 * $0) }
    try require(
      words.allSatisfy { $0 <= UInt32.max }, "with words of more than 32 bits",
      "the bytes of torch.get_rng_state()")
    let hasSpare = bytes.load(UInt32.self, at: Self.hasSpareOffset)
    let spare = Double(bitPattern: bytes.load(UInt64.self, at: Self.spareOffset))
    try require(
      hasSpare == 0 || hasSpare == 1 && spare.isFinite, "with a spare normal number \(spare)",
      "a finite one")
    restore(
      seed: bytes.load(UInt64.self, at: 0), words: words.map { UInt32($0) },
      position: drawn == 0 ? nil : Int(drawn), spareNormal: hasSpare == 1 ? spare : nil)
  }
}

extension [UInt8] {
  fileprivate mutating func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    withUnsafeMutableBytes {
      $0.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }
  }
}
