#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A checkpoint that several processes write, each whole files of its own, without messages between them.
///
/// What they know of each other is in the folder. A shard has its name only when it is whole, and its header has
/// the digest of the plan: so any process sees whether a shard is there, and whoever sees them all publishes the
/// index. Shards that are there already are kept; a killed process that is started again makes what is missing.
///
/// Names change in the folder's turn, see ``Folder/lock()``. Where there are no locks, an index that came
/// beside a shard of another plan is taken away by the second look of whoever published it.
package struct SharedCheckpoint: Sendable {
  private let plan: CheckpointPlan
  private let isReplacing: Bool
  /// Which of the plan's shards are this process's.
  private let shards: [Int]

  /// What has the name of one of the plan's files.
  private enum Presence {
    case missing
    case whole
    /// A file of another plan.
    case other
  }

  /// One process's part.
  ///
  /// - Parameters:
  ///   - plan: One with a digest, the same in all processes.
  ///   - rank: 0 ..< `worldSize`.
  ///   - isReplacing: Whether files of another plan are replaced, rather than an error.
  /// - Throws: `fileFailure` where a file of another plan has one of the names, or the folder is missing.
  package init(
    _ plan: CheckpointPlan, rank: Int, worldSize: Int, isReplacing: Bool
  ) throws(TensorInitError) {
    self.plan = plan
    self.isReplacing = isReplacing
    shards = plan.shards(ofRank: rank, worldSize: worldSize)
    TemporaryName.removeLeftovers(in: PathParts(plan.path).folder)
    guard !isReplacing else { return }
    for shard in plan.shards { _ = try presence(of: shard) }
    _ = try indexPresence()
  }

  /// The tensors of the shards that this process has to make still.
  package func missingTensors() throws(TensorInitError) -> [TensorSpec] {
    try missingOwnShards().flatMap { plan.shards[$0].tensors }
  }

  /// The paths of this process's shards.
  package var paths: [String] { shards.map { plan.shards[$0].path } }

  /// The paths of this process's shards that are not there.
  package func missingPaths() -> [String] {
    ((try? missingOwnShards()) ?? shards).map { plan.shards[$0].path }
  }

  /// Makes those of this process's shards that are missing, each of which appears when it is whole.
  ///
  /// - Parameter tensors: Those of all the plan's tensors, or at least of the missing shards.
  /// - Throws: As ``CheckpointWriter/write(_:using:threads:progress:)`` does, and `fileFailure` where a file
  ///   of another plan has a name and is not to be replaced.
  package func write(
    _ tensors: [TensorDeclaration], using generator: Generator, threads: Int? = nil,
    progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let declarations = Dictionary(
      tensors.map { (ExactName($0.spec.name), $0) }, uniquingKeysWith: { first, _ in first })
    for shard in try missingOwnShards() {
      let writer = try ShardWriter(plan, shard: shard)
      let names = plan.shards[shard].tensors.map { ExactName($0.name) }
      try writer.write(
        names.compactMap { declarations[$0] }, using: generator, threads: threads,
        progress: progress)
      try writer.finish()
      try publish(writer, shard)
    }
  }

  /// Publishes the index if all shards are there.
  ///
  /// Network file systems may show another process's shard late, so that it looks again for ``patience``.
  ///
  /// - Returns: The paths of the shards that are missing; with none, the checkpoint is whole.
  /// - Throws: `fileFailure` where the index can't be written, or a file of another plan came in between.
  package func publishIndex() throws(TensorInitError) -> [String] {
    let end = ContinuousClock.now + Self.patience
    var missing = plan.shards
    while true {
      missing = try missingOnes(of: missing)
      if missing.isEmpty {
        if try publishedIndex() { return [] }
        missing = try missingOnes(of: plan.shards)
      }
      if !missing.isEmpty, ContinuousClock.now >= end { return missing.map(\.path) }
      usleep(Self.pauseInMicroseconds)
    }
  }

  private static let patience = Duration.seconds(2)
  private static let pauseInMicroseconds: UInt32 = 100_000
}

// MARK: - Names

extension SharedCheckpoint {
  private func missingOnes(
    of shards: [CheckpointPlan.Shard]
  ) throws(TensorInitError) -> [CheckpointPlan.Shard] {
    var missing: [CheckpointPlan.Shard] = []
    for shard in shards where try presence(of: shard) != .whole { missing.append(shard) }
    return missing
  }

  private func missingOwnShards() throws(TensorInitError) -> [Int] {
    var missing: [Int] = []
    for shard in shards where try presence(of: plan.shards[shard]) != .whole {
      missing.append(shard)
    }
    return missing
  }

  /// Gives a finished shard its name.
  private func publish(_ writer: ShardWriter, _ shard: Int) throws(TensorInitError) {
    let folder = Folder(PathParts(plan.path).folder)
    try folder.lock()
    // Two processes of one rank make the same file, of which the first stays.
    guard try presence(of: plan.shards[shard]) != .whole else { return }
    // Whatever index there is, it is of more than is there.
    if try indexPresence() != .missing {
      try plan.removeIndex()
      folder.synchronize()
    }
    try writer.file.takeName()
    folder.synchronize()
  }

  /// - Returns: Whether all shards were there still.
  private func publishedIndex() throws(TensorInitError) -> Bool {
    guard let index = plan.index else { return true }
    let folder = Folder(PathParts(plan.path).folder)
    try folder.lock()
    guard try missingOnes(of: plan.shards).isEmpty else { return false }
    if try indexPresence() == .whole { return true }
    let file = try AtomicFile(path: index.path, byteCount: index.text.count)
    try file.write(index.text, at: 0)
    try file.synchronize()
    try file.takeName()
    guard try missingOnes(of: plan.shards).isEmpty else {
      if file.hasItsName { try plan.removeIndex() }
      return false
    }
    folder.synchronize()
    return true
  }

  /// - Throws: `fileFailure` for a file of another plan that is not to be replaced.
  private func presence(of shard: CheckpointPlan.Shard) throws(TensorInitError) -> Presence {
    // Without a checksum in the format, all that is no data comes first.
    let header = shard.layout.framing(checksums: [])[0].bytes
    return try presence(of: shard.path, byteCount: shard.byteCount, beginning: header)
  }

  /// An index where one file has all is of another plan, too.
  private func indexPresence() throws(TensorInitError) -> Presence {
    try presence(
      of: CheckpointPlan.indexPath(plan.path), byteCount: plan.index?.text.count ?? -1,
      beginning: plan.index?.text ?? [])
  }

  private func presence(
    of path: String, byteCount: Int, beginning: [UInt8]
  ) throws(TensorInitError) -> Presence {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    if Int(status.st_size) == byteCount, let file = try? OpenFile(reading: path) {
      defer { file.close() }
      if (try? file.bytes(count: beginning.count, at: 0)) == beginning { return .whole }
    }
    guard isReplacing else {
      throw .fileFailure(
        path: path, operation: "write",
        reason: "a file of another plan has the name; --replace replaces it")
    }
    return .other
  }
}

extension CheckpointPlan {
  /// The shards of one of several processes, in order: each shard in turn, the largest first, goes to the process
  /// that has the fewest bytes so far.
  func shards(ofRank rank: Int, worldSize: Int) -> [Int] {
    // More processes than shards have none.
    var byteCounts = [Int](repeating: 0, count: max(1, min(worldSize, shards.count)))
    var own: [Int] = []
    for shard in shards.indices.sorted(by: {
      (-shards[$0].byteCount, $0) < (-shards[$1].byteCount, $1)
    }) {
      let least = byteCounts.indices.min { (byteCounts[$0], $0) < (byteCounts[$1], $1) } ?? 0
      byteCounts[least] += shards[shard].byteCount
      if least == rank { own.append(shard) }
    }
    return own.sorted()
  }
}
