import Synchronization

/// Where a counter-based generator is: its seed, its position in its stream, and how often each name was
/// initialized from it.
///
/// They change together: no call draws with one from before a reseeding and another from after it. Without
/// names no call takes a lock.
struct StreamPlace: ~Copyable, Sendable {
  /// The seed, and the position with the counting bit.
  ///
  /// Positions are multiples of a group's size. Of them the lowest bit tells whether names are counted: who
  /// sets it, or changes the seed where it is set, has the lock of the counts.
  private let words: Atomic<WordPair>
  private let counts: Mutex<NameCounts>

  private static let countingBit: UInt = 1

  init(seed: UInt64, position: UInt64 = 0, counts: NameCounts = NameCounts()) {
    let bit = counts.isEmpty ? 0 : Self.countingBit
    words = Atomic(WordPair(first: UInt(seed), second: UInt(position) | bit))
    self.counts = Mutex(counts)
  }

  /// The seed and the position at one moment.
  var current: (seed: UInt64, position: UInt64) {
    let words = words.load(ordering: .relaxed)
    return (UInt64(words.first), UInt64(words.second & ~Self.countingBit))
  }

  /// All of it at one moment.
  var whole: (seed: UInt64, position: UInt64, counts: NameCounts) {
    let words = words.load(ordering: .relaxed)
    guard words.second & Self.countingBit != 0 else {
      return (UInt64(words.first), UInt64(words.second), NameCounts())
    }
    return withCounts { counts in
      let (seed, position) = current
      return (seed, position, counts)
    }
  }

  /// Goes to the start of a seed's stream, and forgets all names.
  func restart(_ seed: UInt64) {
    let start = WordPair(first: UInt(seed), second: 0)
    var words = words.load(ordering: .relaxed)
    while words.second & Self.countingBit == 0 {
      let (isDone, current) = self.words.compareExchange(
        expected: words, desired: start, ordering: .relaxed)
      if isDone { return }
      words = current
    }
    withCounts { counts in
      counts = NameCounts()
      self.words.store(start, ordering: .relaxed)
    }
  }

  /// Moves on by `length` positions, and gives the first of them and the seed that they belong to.
  ///
  /// - Throws: `invalidArgument` where the stream has fewer left.
  func take(_ length: UInt64) throws(TensorInitError) -> (seed: UInt64, first: UInt64) {
    if length == 0 {
      let (seed, position) = current
      return (seed, position)
    }
    return try move(by: length)
  }

  /// Moves on, and counts an initialization of each of the names, in order.
  ///
  /// - Returns: As ``take(_:)`` does, and which one of its name's each initialization is.
  /// - Throws: `invalidArgument` where the stream has fewer left, or two names have one stream; then nothing was
  ///   counted.
  func take(
    _ length: UInt64, counting names: [StreamName]
  ) throws(TensorInitError) -> (seed: UInt64, first: UInt64, numbers: [UInt64]) {
    if names.isEmpty {
      let (seed, first) = try take(length)
      return (seed, first, [])
    }
    let result: Result<_, TensorInitError> = withCounts { counts in
      Result { () throws(TensorInitError) in
        let numbers = try counts.count(names)
        do throws(TensorInitError) {
          let (seed, first) = try move(by: length, setting: Self.countingBit)
          return (seed: seed, first: first, numbers: numbers)
        } catch {
          counts.takeBack(names)
          throw error
        }
      }
    }
    return try result.get()
  }

  /// Moves on by a group's `length`, from the stream's end to its start.
  func takeAround(_ length: UInt64) -> (seed: UInt64, first: UInt64) {
    var words = words.load(ordering: .relaxed)
    while true {
      let position = UInt64(words.second & ~Self.countingBit)
      let first = position < CountedDraws.streamLength ? position : 0
      let next = WordPair(
        first: words.first, second: UInt(first + length) | words.second & Self.countingBit)
      let (isMoved, current) = self.words.compareExchange(
        expected: words, desired: next, ordering: .relaxed)
      if isMoved { return (UInt64(words.first), first) }
      words = current
    }
  }

  // MARK: Steps

  private func move(
    by length: UInt64, setting bit: UInt = 0
  ) throws(TensorInitError) -> (seed: UInt64, first: UInt64) {
    var words = words.load(ordering: .relaxed)
    while true {
      let first = UInt64(words.second & ~Self.countingBit)
      try CountedDraws.requirePositions(length, from: first)
      let next = WordPair(first: words.first, second: (words.second + UInt(length)) | bit)
      let (isMoved, current) = self.words.compareExchange(
        expected: words, desired: next, ordering: .relaxed)
      if isMoved { return (UInt64(words.first), first) }
      words = current
    }
  }

  /// Calls `body` with the counts, which no other call has meanwhile.
  private func withCounts<Value>(_ body: (inout NameCounts) -> Value) -> Value {
    do throws(TensorInitError) {
      // A child that a fork made meanwhile would find them locked for ever.
      return try ForkGate.shared.holdingOff { () throws(TensorInitError) in
        counts.withLock { body(&$0) }
      }
    } catch {
      preconditionFailure("nothing is thrown")
    }
  }
}
