/// The random bits of one tensor: element i gets those of position `first + i` of a stream.
package struct CountedDraws: Sendable {
  /// Elements are drawn in groups; a tensor starts at a group of its own.
  static let groupSize = UInt64(Threads.partAlignment)
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

  /// - Throws: `invalidArgument` where a stream has fewer positions from `first` on.
  static func requirePositions(_ length: UInt64, from first: UInt64) throws(TensorInitError) {
    guard length <= streamLength - first else {
      throw .invalidArgument(
        argument: "the number of elements drawn",
        given: "beyond the \(streamLength - first) that are left",
        expected: "at most 2^62 in all from a stream")
    }
  }

  /// The draws of the elements from `index` on.
  func dropping(_ index: Int) -> CountedDraws {
    CountedDraws(
      generator: generator, seed: seed, stream: stream, first: first + UInt64(index))
  }
}
