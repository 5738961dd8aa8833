import Synchronization

/// A source of random numbers: an algorithm, a seed, a stream, a position in it, and how often each name was
/// initialized from it.
///
/// ARS-7 (Salmon, Moraes, Dror and Shaw, 2011) turns seed, stream and position into bits; `Stream.md` says
/// exactly how. Each initialization takes the next elements of the stream, so that two
/// tensors initialized one after the other differ, and the whole run repeats with the seed. A tensor that is
/// initialized by name, in a dictionary, a module or a checkpoint, draws from its name's stream instead: the
/// n-th time its values depend on seed, name and n alone, whatever else is drawn.
/// ``torch(seed:profile:)`` gives what PyTorch gives instead. As a `RandomNumberGenerator` it serves Swift's own calls,
/// such as `Int.random(in: 1...6, using: &generator)`.
///
/// Several threads may draw from one generator; then the order of their calls decides who gets what.
/// Give each its own ``stream(named:)`` where that matters.
public final class Generator: Sendable {
  /// How bits are made.
  public enum Algorithm: String, CaseIterable, Sendable, Hashable {
    /// ARS-7, counter-based: any element's bits are found without those before it.
    case ars
    /// Philox4x32-10, counter-based as well, with other values.
    case philox
    /// PyTorch's CPU generator, a Mersenne twister: bits are drawn one after the other.
    case torch
    /// The same as libtorch's C++ interface, and so the k api, draws from it.
    case ktorch

    /// What ``Generator/init(seed:)`` uses.
    public static let standard = ars
  }

  /// How its bits are made.
  public let algorithm: Algorithm
  /// The stream's number: 0, or a hash of the names that led to it.
  public let streamNumber: UInt64
  /// Seed, position and the counts of names; PyTorch's generator has its own state in its sequence.
  let place: StreamPlace
  /// What has been drawn from PyTorch's generator, where that is the algorithm.
  let sequence: (any DrawSequence)?

  /// A generator at the start of the main stream of `seed`.
  public convenience init(seed: UInt64) {
    self.init(algorithm: .standard, seed: seed)
  }

  /// A generator at the start of what an algorithm makes of `seed`.
  public convenience init(algorithm: Algorithm, seed: UInt64) {
    self.init(algorithm: algorithm, seed: seed, sequence: algorithm.sequence(seed: seed))
  }

  init(
    algorithm: Algorithm, seed: UInt64, streamNumber: UInt64 = 0, position: UInt64 = 0,
    counts: NameCounts = NameCounts(), sequence: (any DrawSequence)? = nil
  ) {
    self.algorithm = algorithm
    self.streamNumber = streamNumber
    place = StreamPlace(seed: seed, position: position, counts: counts)
    self.sequence = sequence
  }

  /// The seed that, with the stream and the position, decides every value.
  public var seed: UInt64 { sequence?.seed ?? place.current.seed }

  /// Where a counter-based stream is at one moment.
  var whole: (seed: UInt64, position: UInt64, counts: NameCounts) { place.whole }

  /// Starts anew with `seed`, as a new generator would: names count from 1 again.
  public func reseed(_ seed: UInt64) {
    restart(seed)
    if self === Self.standard { Self.isStandardSeeded.store(true, ordering: .relaxed) }
  }

  /// ``reseed(_:)``, for a seed that no caller chose.
  func restart(_ seed: UInt64) {
    if let sequence { return sequence.reseed(seed) }
    place.restart(seed)
  }

  /// Another generator that gives, from here on, the same values as this one.
  public func copy() -> Generator {
    let (seed, position, counts) = whole
    return Generator(
      algorithm: algorithm, seed: seed, streamNumber: streamNumber, position: position,
      counts: counts, sequence: sequence?.copy())
  }

  /// A generator at the start of the stream of this name.
  ///
  /// It depends on the seed, this generator's own stream and the name, never on what was drawn before:
  /// a parameter that draws from the stream of its name keeps its values when others come and go. What is drawn
  /// from it counts as no initialization of the name.
  ///
  /// PyTorch has no streams: of its algorithm this is the generator itself, so that tensors draw one after
  /// the other as they do there.
  public func stream(named name: String) -> Generator {
    if algorithm.isSequential { return self }
    return Generator(
      algorithm: algorithm, seed: seed,
      streamNumber: StreamName(name, within: streamNumber).number)
  }

  /// The next `count` elements of a counter-based stream, which no other call gets.
  ///
  /// - Throws: `invalidArgument` where the stream has fewer left; then it has as many as before.
  func draws(count: Int) throws(TensorInitError) -> CountedDraws {
    let (seed, first) = try place.take(CountedDraws.positions(for: count))
    return draws(of: seed, from: first, in: streamNumber)
  }

  /// The draws from a position of a counter-based stream on.
  func draws(of seed: UInt64, from first: UInt64, in stream: UInt64) -> CountedDraws {
    guard let generator = algorithm.counterBased else {
      preconditionFailure("a sequence is drawn from in its order")
    }
    return CountedDraws(generator: generator, seed: seed, stream: stream, first: first)
  }

  /// Calls `body` with the next `count` elements of the stream.
  ///
  /// - Throws: `invalidArgument` where the stream has fewer left, and what `body` throws.
  func withDraws<Result>(
    count: Int, _ body: (Draws) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    guard let sequence else { return try body(.counted(try draws(count: count))) }
    return try sequence.withEngine { engine throws(TensorInitError) in
      try body(.sequence(engine, count: count))
    }
  }
}

extension Generator {
  /// Calls `body` with the draws of tensors that are initialized together, as if in order.
  ///
  /// Those that name a stream draw from it alone: where in it depends on how often the name was initialized
  /// from this generator. The others draw one after the other, as all do where there are no streams.
  ///
  /// - Parameter demands: How many elements each of the tensors draws, and the stream that it names.
  /// - Throws: `invalidArgument` where the stream has fewer left or two names have one stream, and what `body`
  ///   throws.
  func withDraws<Result>(
    for demands: [(count: Int, streamName: String?)],
    _ body: ([Draws]) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    if let sequence {
      return try sequence.withEngine { engine throws(TensorInitError) in
        try body(demands.map { .sequence(engine, count: $0.count) })
      }
    }
    var length: UInt64 = 0
    var names: [StreamName] = []
    for (count, name) in demands where count > 0 {
      let positions = CountedDraws.positions(for: count)
      if let name {
        try CountedDraws.requirePositions(positions, from: 0)
        if names.isEmpty { names.reserveCapacity(demands.count) }
        names.append(StreamName(name, within: streamNumber))
      } else {
        // Beyond the stream's length it doesn't matter by how much, and no sum overflows.
        length = min(length + positions, CountedDraws.streamLength + 1)
      }
    }
    let (seed, first, numbers) = try place.take(length, counting: names)
    var next = first
    var initializations = zip(names, numbers).makeIterator()
    return try body(
      demands.map { count, name in
        if name != nil, count > 0, let (name, number) = initializations.next() {
          let stream = name.number(ofInitialization: number)
          return .counted(draws(of: seed, from: 0, in: stream))
        }
        defer { next += CountedDraws.positions(for: name == nil ? count : 0) }
        return .counted(draws(of: seed, from: next, in: streamNumber))
      })
  }
}

extension Generator.Algorithm {
  /// The algorithm of this name: `ars`, `philox`, `torch` or `ktorch`.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "generator") { [$0.rawValue] }
  }

  /// Whether bits are drawn one after the other, in PyTorch's order.
  public var isSequential: Bool { counterBased == nil }

  /// What turns positions into bits, where any element's are found without those before it.
  var counterBased: CountedDraws.Generator? {
    switch self {
    case .ars: .ars
    case .philox: .philox
    case .torch, .ktorch: nil
    }
  }
}
