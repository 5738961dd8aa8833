/// Tensors that threads write side by side, in parts of about the same work: a large tensor has many of them,
/// and of small ones a thread takes many at once.
struct SharedParts: Sendable {
  /// Elements of one tensor that one thread writes.
  struct Part: Sendable {
    /// Which tensor of the call.
    let tensor: Int
    let elements: Range<Int>
  }

  /// With how many threads it pays.
  let threads: Int
  // Only read, and of what is shared only what needs no sequence of draws.
  nonisolated(unsafe) private let fills: [RequestedFill]
  private let isShared: [Bool]
  /// The sum over all tensors, in elements that are drawn by themselves.
  private let work: Int
  private let largestTurn: Int

  /// - Parameters:
  ///   - isShared: Which of the tensors are meant; only those may be that ``RequestedFill/canBeShared``.
  ///   - largestPart: The most elements of a part, but for tensors that have no parts.
  ///   - threads: The most threads to use.
  init(_ fills: [RequestedFill], isShared: [Bool], largestPart: Int, threads: Int) {
    self.fills = fills
    self.isShared = isShared
    largestTurn = largestPart
    work = zip(fills, isShared).reduce(0) { $1.1 ? $0 + $1.0.work : $0 }
    self.threads = min(threads, max(1, work / Threads.smallestPart))
  }

  /// Calls `body` with every part.
  ///
  /// - Parameter makeOwn: Makes what each thread has of its own.
  /// - Throws: What a call throws; then no further parts are taken.
  func write<Own>(
    with makeOwn: @Sendable () throws(TensorInitError) -> Own,
    _ body: @Sendable (Part, Own) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    let (parts, turns) = cut()
    try Threads.takeTurns(turns.count, over: threads, with: makeOwn) {
      turn, own throws(TensorInitError) in
      for part in parts[turns[turn]] { try body(part, own) }
    }
  }

  /// All parts, and which of them are taken at once.
  private func cut() -> (parts: [Part], turns: [Range<Int>]) {
    // So many turns that the last ones of all threads end at about the same time.
    let wanted = max(Self.smallestTurn, work / (threads * 8))
    let length = Int(CountedDraws.positions(for: min(wanted, largestTurn)))
    var parts: [Part] = []
    var turns: [Range<Int>] = []
    var taken = 0
    var turnStart = 0
    func append(_ part: Part, work: Int) {
      parts.append(part)
      taken += work
      if taken >= length { endTurn() }
    }
    func endTurn() {
      if turnStart < parts.count { turns.append(turnStart..<parts.count) }
      turnStart = parts.count
      taken = 0
    }
    for (index, fill) in fills.enumerated() where isShared[index] {
      guard fill.isElementwise else {
        append(Part(tensor: index, elements: 0..<fill.count), work: fill.work)
        continue
      }
      var start = 0
      while start < fill.count {
        // Whole groups of draws, so that none is made twice.
        let end = min(start + length - taken, fill.count)
        append(
          Part(tensor: index, elements: start..<end),
          work: Int(CountedDraws.positions(for: end - start)))
        start = end
      }
    }
    endTurn()
    return (parts, turns)
  }

  /// Below this, taking turns costs more than an uneven end.
  private static let smallestTurn = 1 << 12
}

extension RequestedFill {
  /// Up to so many elements a tensor that has no parts takes one thread by itself too.
  private static let largestWhole = 2 * Threads.smallestPart

  /// Whether other threads may write other tensors meanwhile, before or after it.
  var canBeShared: Bool {
    switch fill {
    case .constant, .integer, .drawn: true
    case .sequential: false
    case .structured(let fill):
      count <= Self.largestWhole && !(fill.isRandom && draws.isSequence)
    }
  }

  /// Whether any elements can be written without the others, at no more than their share of the work.
  fileprivate var isElementwise: Bool {
    switch fill {
    case .constant, .integer, .drawn: true
    case .sequential, .structured: false
    }
  }

  /// In elements that are drawn by themselves, of which whole groups are made.
  fileprivate var work: Int {
    let perElement = if case .structured(let fill) = fill { fill.workPerElement } else { 1 }
    return Int(CountedDraws.positions(for: count)) * perElement
  }
}
