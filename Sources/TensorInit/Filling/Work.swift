import Synchronization

/// Writing what was planned, over threads, in parts of about the same work: a large tensor has many of them,
/// and of small ones a thread takes many at once.
final class Work: Sendable {
  // Only read; no two threads write the same element, and what is shared needs no sequence of draws.
  nonisolated(unsafe) private let jobs: [PlannedJob]
  private let threads: Int
  private let progress: (@Sendable (Int, Int) -> Void)?
  private let isReporting = Mutex(())

  /// - Parameters:
  ///   - threads: The most threads to use.
  ///   - progress: Called as ``Plan/perform(_:using:threads:progress:)`` does.
  init(
    _ jobs: [PlannedJob], threads: Int, progress: (@Sendable (Int, Int) -> Void)? = nil
  ) {
    self.jobs = jobs
    self.threads = threads
    self.progress = progress
  }

  /// Writes all, as if in order.
  func perform() throws(TensorInitError) {
    let isWrittenAlone = jobs.count == 1 && jobs[0].isOneRunInMemory || haveElementsInCommon
    let shared = isWrittenAlone ? [] : jobs.indices.filter { jobs[$0].canBeShared }
    try write(shared: shared)
    var next = shared[...]
    for job in jobs.indices {
      if next.first == job {
        next.removeFirst()
        continue
      }
      report(job, 0)
      try jobs[job].write(threads: threads)
      report(job, jobs[job].byteCount)
    }
  }

  private func report(_ job: Int, _ byteCount: Int) {
    guard let progress else { return }
    isReporting.withLock { _ in progress(job, byteCount) }
  }

  /// Whether any element is of two tensors; then the later of them has the last word.
  private var haveElementsInCommon: Bool {
    guard jobs.count > 1 else { return false }
    var ranges: [Range<UInt>] = []
    ranges.reserveCapacity(jobs.count)
    for job in jobs where job.job.region.count > 0 {
      guard case .memory(let address) = job.job.destination else { continue }
      let start = UInt(bitPattern: address)
      ranges.append(start..<start + UInt(job.byteCount))
    }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    return zip(ranges, ranges.dropFirst()).contains { $0.upperBound > $1.lowerBound }
  }
}

// MARK: - What threads share

extension Work {
  /// Elements of one tensor that one thread writes.
  private struct Part: Sendable {
    let job: Int
    let elements: Range<Int>
  }

  private func write(shared: [Int]) throws(TensorInitError) {
    guard !shared.isEmpty else { return }
    let work = shared.reduce(0) { $0 + jobs[$1].work }
    let threads = min(threads, max(1, work / Threads.smallestPart))
    let (parts, turns) = cut(shared, work: work, threads: threads)
    let scratchByteCount = shared.reduce(0) { max($0, jobs[$1].scratchByteCount) }
    try Threads.takeTurns(
      turns.count, over: threads,
      with: { _ throws(TensorInitError) in try Storage(byteCount: scratchByteCount) }
    ) { turn, scratch throws(TensorInitError) in
      for part in parts[turns[turn]] {
        report(part.job, 0)
        try jobs[part.job].write(shared: part.elements, scratch: scratch.base)
        report(part.job, part.elements.count * jobs[part.job].job.dtype.byteCount)
      }
    }
  }

  /// All parts, and which of them are taken at once.
  private func cut(
    _ shared: [Int], work: Int, threads: Int
  ) -> (parts: [Part], turns: [Range<Int>]) {
    // So many turns that the last ones of all threads end at about the same time.
    let wanted = max(1 << 12, work / (threads * 8))
    var parts: [Part] = []
    var turns: [Range<Int>] = []
    var taken = 0
    var turnStart = 0
    func endTurn() {
      if turnStart < parts.count { turns.append(turnStart..<parts.count) }
      turnStart = parts.count
      taken = 0
    }
    for job in shared {
      let planned = jobs[job]
      let count = planned.job.region.count
      let length = Int(CountedDraws.positions(for: min(wanted, planned.largestPart)))
      var start = 0
      while start < count {
        // Whole groups of draws, so that none is made twice.
        let isDivisible = planned.fill.traits.isDivisible
        let end = isDivisible ? min(start + max(length - taken, 64), count) : count
        parts.append(Part(job: job, elements: start..<end))
        taken += isDivisible ? Int(CountedDraws.positions(for: end - start)) : planned.work
        if taken >= length { endTurn() }
        start = end
      }
    }
    endTurn()
    return (parts, turns)
  }
}

extension PlannedJob {
  fileprivate var byteCount: Int { job.region.count * job.dtype.byteCount }

  fileprivate var scratchByteCount: Int {
    min(job.region.count, elementsAtOnce) * job.dtype.byteCount
  }

  /// Whether other threads may write other tensors meanwhile, before or after it.
  fileprivate var canBeShared: Bool {
    guard job.destination.allowsParts, !draws.isSequence || !fill.traits.isRandom else {
      return false
    }
    // A larger one that is not divisible is worth several threads of its own.
    return fill.traits.isDivisible || job.region.count <= 2 * Threads.smallestPart
  }

  /// About how much work it is, in elements that are drawn by themselves.
  fileprivate var work: Int {
    Int(CountedDraws.positions(for: job.region.count)) * fill.traits.workPerElement
  }

  /// The most elements of a part: in memory so many that threads that take turns rarely meet in a page that
  /// is new.
  fileprivate var largestPart: Int {
    if case .sink = job.destination { Self.largestSinkPart } else { 1 << 20 }
  }

  fileprivate func write(
    shared elements: Range<Int>, scratch: UnsafeMutableRawPointer
  ) throws(TensorInitError) {
    guard fill.traits.isDivisible else { return try write(threads: 1) }
    try write(part: elements, scratch: scratch)
  }
}
