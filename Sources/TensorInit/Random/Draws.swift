/// Where the random bits of one tensor come from.
enum Draws {
  /// Element i gets those of its own position.
  case counted(CountedDraws)
  /// PyTorch's: `count` elements get them one after the other, in an order of the law's own.
  case sequence(TorchEngine, count: Int)

  /// The draws of a fill that was made for a counter-based generator.
  var counted: CountedDraws {
    guard case .counted(let draws) = self else {
      preconditionFailure("a fill is written with the generator that it was made for")
    }
    return draws
  }

  /// Whether elements can only be drawn one after the other.
  var isSequence: Bool {
    if case .sequence = self { true } else { false }
  }
}

/// The random bits of one tensor: element i gets those of position `first + i` of a stream.
package struct CountedDraws: Sendable {
  /// Elements are drawn in groups; a tensor starts at a group of its own.
  static let groupSize: UInt64 = 64
  /// How many positions a stream has: the next one's bits would be those of another subset of words.
  static let streamLength: UInt64 = 1 << 62

  /// What turns positions into bits.
  package enum Generator: Sendable {
    case ars, philox
  }

  let generator: Generator
  let seed: UInt64
  let stream: UInt64
  let first: UInt64

  package init(generator: Generator, seed: UInt64, stream: UInt64, first: UInt64) {
    self.generator = generator
    self.seed = seed
    self.stream = stream
    self.first = first
  }

  /// How many positions `count` elements take.
  static func positions(for count: Int) -> UInt64 {
    (UInt64(count) + groupSize - 1) / groupSize * groupSize
  }

  /// The draws of the elements from `index` on.
  func dropping(_ index: Int) -> CountedDraws {
    CountedDraws(
      generator: generator, seed: seed, stream: stream, first: first + UInt64(index))
  }
}
