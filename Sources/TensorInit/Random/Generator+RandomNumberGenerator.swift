/// Random numbers for what takes a generator of Swift's: `Int.random(in:using:)`, `shuffle(using:)`, `randomElement(using:)`.
///
/// ```swift
/// var generator = Generator(seed: 42)
/// let die = Int.random(in: 1...6, using: &generator)
/// names.shuffle(using: &generator)
/// ```
/// Which numbers Swift makes of these is for its standard library to say, which may change it.
extension Generator: RandomNumberGenerator {
  /// The next 64 random bits.
  ///
  /// Of ars and philox they are made of words that no tensor is, at a position of the generator's own stream, of which
  /// they take as many as a tensor of one element, 64; `Stream.md` says exactly which. After the stream's last position
  /// comes the first again: the period is 2^56 numbers. Of PyTorch's generator they are its next `random64()`, two words
  /// of the twister, the first of them the upper half.
  ///
  /// Several threads may call it; each gets numbers of its own.
  public func next() -> UInt64 {
    if let sequence { return sequence.next64() }
    let (seed, first) = place.takeAround(CountedDraws.groupSize)
    return draws(of: seed, from: first, in: streamNumber).word64
  }
}
