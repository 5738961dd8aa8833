/// Tensors that threads write side by side, in parts of about the same work: a large tensor has many of them,
/// and of small ones a thread takes many at once.
struct SharedParts<Tensor: Request>: Sendable {
  /// Elements of one tensor that one thread writes.
  struct Part: Sendable {
    /// Which tensor of the call.
    let tensor: Int
    let elements: Range<Int>
  }

  /// With how many threads it pays.
  let threads: Int
  // Only read, and of what is shared only what needs no sequence of draws.
  nonisolated(unsafe) private let fills: RequestedFills<Tensor>
  /// The sum over all tensors that can be shared, in elements that are drawn by themselves.
  private let work: Int
  private let largestPart: Int

  /// - Parameters:
  ///   - largestPart: The most elements of a part, but for tensors that have no parts.
  ///   - threads: The most threads to use.
  init(_ fills: RequestedFills<Tensor>, largestPart: Int, threads: Int) {
    self.fills = fills
    self.largestPart = largestPart
    work = fills.indices.reduce(0) { work, tensor in
      fills.canBeShared(tensor) ? work + fills.work(on: tensor) : work
    }
    self.threads = min(threads, max(1, work / Threads.smallestPart))
  }

  /// Writes every part to where `address` says, and calls `finish` with it.
  ///
  /// - Parameters:
  ///   - makeOwn: Makes what each thread has of its own.
  ///   - address: Where the part's first element is written.
  /// - Throws: What a call throws; then no further parts are taken.
  func write<Own>(
    with makeOwn: @Sendable () throws(TensorInitError) -> Own,
    to address: @Sendable (Part, Own) -> UnsafeMutableRawPointer,
    finish: @Sendable (Part, Own) throws(TensorInitError) -> Void = { _, _ in }
  ) throws(TensorInitError) {
    let (parts, turns) = cut()
    func write() throws(TensorInitError) {
      try Threads.takeTurns(
        turns.count, over: threads, with: { _ throws(TensorInitError) in try makeOwn() }
      ) {
        turn, own throws(TensorInitError) in
        for part in parts[turns[turn]] {
          try fills.write(part.elements, of: part.tensor, to: address(part, own), threads: 1)
          try finish(part, own)
        }
      }
    }
    // OpenBLAS's limit is set once for all, as to change it for every small matrix takes as long as they do.
    let usesOpenBLAS = parts.contains { fills.usesOpenBLAS($0.tensor) }
    // The threads that call it count themselves.
    try usesOpenBLAS ? OpenBLAS.withThreads(1, callers: 0, write) : write()
  }

  /// All parts, and which of them are taken at once.
  private func cut() -> (parts: [Part], turns: [Range<Int>]) {
    // So many turns that the last ones of all threads end at about the same time.
    let wanted = max(1 << 12, work / (threads * 8))
    let length = Int(CountedDraws.positions(for: min(wanted, largestPart)))
    var parts: [Part] = []
    var turns: [Range<Int>] = []
    var taken = 0
    var turnStart = 0
    func endTurn() {
      if turnStart < parts.count { turns.append(turnStart..<parts.count) }
      turnStart = parts.count
      taken = 0
    }
    func append(_ part: Part, work: Int) {
      parts.append(part)
      taken += work
      if taken >= length { endTurn() }
    }
    for tensor in fills.indices where fills.canBeShared(tensor) {
      let count = fills.requests[tensor].count
      guard fills.isElementwise(tensor) else {
        if count > 0 {
          append(Part(tensor: tensor, elements: 0..<count), work: fills.work(on: tensor))
        }
        continue
      }
      var start = 0
      while start < count {
        // Whole groups of draws, so that none is made twice.
        let end = min(start + length - taken, count)
        append(
          Part(tensor: tensor, elements: start..<end),
          work: Int(CountedDraws.positions(for: end - start)))
        start = end
      }
    }
    endTurn()
    return (parts, turns)
  }
}
