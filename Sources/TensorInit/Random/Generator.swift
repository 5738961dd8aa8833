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
  func draws(count: Int) -> Draws {
    let length = Draws.positions(for: count)
    let (first, _) = position.wrappingAdd(length, ordering: .relaxed)
    return Draws(seed: seed, stream: streamNumber, first: first)
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
  func draws(for demands: [Demand]) -> [Draws] {
    let longest = demands.lazy.filter { $0.streamName != nil }.map(\.count).max() ?? 0
    let shared = draws(count: longest)
    return demands.map { demand in
      guard let name = demand.streamName else { return draws(count: demand.count) }
      return Draws(
        seed: shared.seed, stream: StreamName.number(of: name, within: streamNumber),
        first: shared.first)
    }
  }
}

extension SystemRandomNumberGenerator {
  fileprivate func seed() -> UInt64 {
    var generator = self
    return generator.next()
  }
}
