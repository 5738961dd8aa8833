/// MT19937 (Matsumoto and Nishimura, 1998) with the seeding and the draws of PyTorch's CPU generator.
///
/// Words are made in blocks of 624, each from the one before.
final class MersenneTwister {
  static let blockLength = 624

  /// What the next block is made from.
  let state: UnsafeMutablePointer<UInt32>
  /// How many of the block's words were drawn; all of them before there is a block.
  private(set) var position = blockLength
  /// Whether no block was made since the seeding.
  private(set) var isFresh = true

  private let block: UnsafeMutablePointer<UInt32>
  private let kernels = TorchKernels.current

  /// - Parameter seed: Only its lowest 32 bits count.
  init(seed: UInt64) {
    state = .allocate(capacity: Self.blockLength)
    block = .allocate(capacity: Self.blockLength)
    block.initialize(repeating: 0, count: Self.blockLength)
    state.initialize(repeating: 0, count: Self.blockLength)
    state[0] = UInt32(truncatingIfNeeded: seed)
    for i in 1..<Self.blockLength {
      let previous = state[i - 1]
      state[i] = 1_812_433_253 &* (previous ^ previous >> 30) &+ UInt32(i)
    }
  }

  deinit {
    state.deallocate()
    block.deallocate()
  }

  /// Takes over a state, of whose block `position` words were drawn; `nil` where there is no block yet.
  func restore(_ words: some Sequence<UInt32>, position: Int?) {
    for (i, word) in words.prefix(Self.blockLength).enumerated() { state[i] = word }
    self.position = position ?? Self.blockLength
    isFresh = position == nil
    kernels.temper(state, words: block)
  }

  /// The next word.
  @inline(__always)
  func next32() -> UInt32 {
    if position == Self.blockLength { advance() }
    defer { position += 1 }
    return block[position]
  }

  /// The next two words, the first of them the upper half.
  @inline(__always)
  func next64() -> UInt64 {
    let high = next32()
    return UInt64(high) << 32 | UInt64(next32())
  }

  /// A number in 0 ..< 1 of 53 bits, the lowest of two words.
  @inline(__always)
  func nextUniform() -> Double {
    Double(next64() & (1 << 53 - 1)) * 0x1p-53
  }

  /// Draws `count` words, and gives them to `body` in runs, each with the number of words before it.
  func forEachRun(of count: Int, _ body: (UnsafeBufferPointer<UInt32>, Int) -> Void) {
    var done = 0
    while done < count {
      if position == Self.blockLength { advance() }
      let length = min(count - done, Self.blockLength - position)
      body(UnsafeBufferPointer(start: block + position, count: length), done)
      position += length
      done += length
    }
  }

  private func advance() {
    kernels.twist(state, words: block)
    position = 0
    isFresh = false
  }
}
