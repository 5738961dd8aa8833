/// PyTorch's CPU generator: a Mersenne twister, and the normal number that a pair left over.
///
/// It is used by one fill at a time, which holds its generator's lock.
package final class TorchEngine {
  private(set) var seed: UInt64
  let twister: MersenneTwister
  /// The second of a pair of standard normal numbers, which the next one drawn by itself will be.
  var spareNormal: Double?

  package init(seed: UInt64) {
    self.seed = seed
    twister = MersenneTwister(seed: seed)
  }

  /// Goes on from where another engine was.
  func restore(seed: UInt64, words: [UInt32], position: Int?, spareNormal: Double?) {
    self.seed = seed
    self.spareNormal = spareNormal
    twister.restore(words, position: position)
  }

  /// A standard normal number in double precision, by Box and Muller's transform (1958).
  func nextNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    let angle = 2 * Double.pi * twister.nextUniform()
    let radius = (-2 * CLibrary.log1p(-twister.nextUniform())).squareRoot()
    spareNormal = radius * CLibrary.sin(angle)
    return radius * CLibrary.cos(angle)
  }

  /// Writes the numbers from 0 on in random order (Fisher and Yates's shuffle), as `torch.randperm` gives
  /// them for counts below ``permutationLimit``.
  package func permute(_ numbers: UnsafeMutableBufferPointer<Int>) {
    for i in numbers.indices { numbers[i] = i }
    for i in numbers.indices.dropLast() {
      numbers.swapAt(i, i + Int(twister.next32()) % (numbers.count - i))
    }
  }

  /// From this count on PyTorch shuffles in another way.
  static let permutationLimit = Int(UInt32.max) / 20
}
