import Synchronization

/// A source of random numbers: a seed, a stream, and a position in it.
///
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011) turns seed, stream and position into bits;
/// `Stream.md` says exactly how. Each initialization takes the next elements of the stream, so that two
/// tensors initialized one after the other differ, and the whole run repeats with the seed.
///
/// Several threads may draw from one generator; then the order of their calls decides who gets what.
/// Give each its own ``stream(named:)`` where that matters.
public final class Generator: Sendable {
  /// The generator of calls that name none; seeded by the operating system, or by ``reseed(_:)``.
  public static let `default` = Generator(seed: SystemRandomNumberGenerator().seed())

  /// The version of the contract between a seed and the values it gives.
  public static let streamVersion = 1

  /// The stream's number: 0, or a hash of the names that led to it.
  public let streamNumber: UInt64
  private let currentSeed: Atomic<UInt64>
  private let position = Atomic<UInt64>(0)

  /// A generator at the start of the main stream of `seed`.
  public convenience init(seed: UInt64) {
    self.init(seed: seed, streamNumber: 0)
  }

  private init(seed: UInt64, streamNumber: UInt64) {
    currentSeed = Atomic(seed)
    self.streamNumber = streamNumber
  }

  /// The seed that, with the stream and the position, decides every value.
  public var seed: UInt64 { currentSeed.load(ordering: .relaxed) }

  /// Starts anew with `seed`, as a new generator would.
  public func reseed(_ seed: UInt64) {
    currentSeed.store(seed, ordering: .relaxed)
    position.store(0, ordering: .relaxed)
  }

  /// A generator at the start of the stream of this name.
  ///
  /// It depends on the seed, this generator's own stream and the name, never on what was drawn before:
  /// a parameter that draws from the stream of its name keeps its values when others come and go.
  public func stream(named name: String) -> Generator {
    Generator(seed: seed, streamNumber: StreamName.number(of: name, within: streamNumber))
  }

  /// The next `count` elements of the stream, which no other call gets.
  ///
  /// - Throws: `invalidArgument` where the stream has fewer left; then it has as many as before.
  func draws(count: Int) throws(TensorInitError) -> Draws {
    Draws(
      seed: seed, stream: streamNumber, first: try takePositions(Draws.positions(for: count)))
  }

  /// Moves on by `length` positions, and gives the first of them.
  private func takePositions(_ length: UInt64) throws(TensorInitError) -> UInt64 {
    var first = position.load(ordering: .relaxed)
    while true {
      guard length <= Draws.streamLength - first else {
        throw .invalidArgument(
          function: "Generator", argument: "the number of elements drawn",
          given: "beyond the \(Draws.streamLength - first) that are left",
          expected: "at most 2^62 in all from a stream")
      }
      let (isTaken, current) = position.compareExchange(
        expected: first, desired: first + length, ordering: .relaxed)
      if isTaken { return first }
      first = current
    }
  }
}

extension Generator {
  /// What one of several tensors needs that are initialized together.
  struct Demand {
    let count: Int
    let streamName: String?
  }

  /// The draws of tensors that are initialized together.
  ///
  /// Those that name a stream draw from it at this generator's position, which then moves on by the longest
  /// of them; the others draw one after the other.
  ///
  /// - Throws: `invalidArgument` where the stream has fewer left; then it has as many as before.
  func draws(for demands: [Demand]) throws(TensorInitError) -> [Draws] {
    let longest = demands.lazy.filter { $0.streamName != nil }.map(\.count).max() ?? 0
    let shared = Draws.positions(for: longest)
    let length = demands.reduce(shared) { length, demand in
      guard demand.streamName == nil else { return length }
      // Beyond the stream's length it doesn't matter by how much, and no sum overflows.
      return min(length + Draws.positions(for: demand.count), Draws.streamLength + 1)
    }
    let first = try takePositions(length)
    var next = first + shared
    return demands.map { demand in
      if let name = demand.streamName {
        let stream = StreamName.number(of: name, within: streamNumber)
        return Draws(seed: seed, stream: stream, first: first)
      }
      defer { next += Draws.positions(for: demand.count) }
      return Draws(seed: seed, stream: streamNumber, first: next)
    }
  }
}

extension SystemRandomNumberGenerator {
  fileprivate func seed() -> UInt64 {
    var generator = self
    return generator.next()
  }
}
