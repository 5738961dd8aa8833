/// The random bits of one tensor: element i gets those of position `first + i` of a stream.
package struct Draws: Sendable {
  /// Elements are drawn in groups; a tensor starts at a group of its own.
  static let groupSize: UInt64 = 64

  var seed: UInt64
  var stream: UInt64
  var first: UInt64

  /// How many positions `count` elements take.
  static func positions(for count: Int) -> UInt64 {
    (UInt64(count) + groupSize - 1) / groupSize * groupSize
  }

  /// The draws of the elements from `index` on.
  func dropping(_ index: Int) -> Draws {
    Draws(seed: seed, stream: stream, first: first + UInt64(index))
  }
}
