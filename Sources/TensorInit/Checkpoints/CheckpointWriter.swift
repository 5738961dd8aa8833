#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a model's checkpoint: one safetensors file, or several and an index of them where one would be
/// larger than is wanted.
///
/// Of `model.safetensors` in three parts, the files are named as Hugging Face's libraries expect:
/// `model-00001-of-00003.safetensors` and so on, and `model.safetensors.index.json`. No file appears
/// before all are whole and on the disk, and the index appears last; see ``commit()``.
public final class CheckpointWriter {
  /// The paths of the files that will appear, the index last if there is one.
  public let paths: [String]
  /// The tensors, in the order that suits disks best.
  public var entries: [TensorSpec] { writers.flatMap(\.entries) }
  /// The size of all files of tensors in bytes.
  public var byteCount: Int { writers.reduce(0) { $0 + $1.byteCount } }

  private let path: String
  private let writers: [TensorFileWriter]
  private let shardOfTensor: [ExactName: Int]
  private let index: (file: AtomicFile, text: [UInt8])?

  /// A writer of files that don't appear yet.
  ///
  /// - Parameters:
  ///   - path: The file's name; of several files, the name from which theirs are made. Where one file
  ///     is enough, NumPy's formats serve as well.
  ///   - entries: Every tensor of the checkpoint; in this order they fill the shards.
  ///   - shardByteCount: The most bytes of tensors in one file; a larger tensor has a file of its own.
  ///     `nil` for one file of any size.
  ///   - metadata: Texts to keep in each file.
  /// - Throws: As `TensorFileWriter.init` does; `invalidArgument` for a NumPy file with
  ///   `shardByteCount`, or one below 1.
  public init(
    path: String, entries: [TensorSpec], shardByteCount: Int? = nil,
    metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    let shards = try Self.shards(of: entries, byteCount: shardByteCount)
    let format = try TensorFileFormat(path: path)
    if shardByteCount != nil, format != .safetensors {
      throw .invalidArgument(
        argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, the only format that has shards")
    }
    var paths = [path]
    if shards.count > 1 {
      let parts = PathParts(path)
      paths = (1...shards.count).map { shard in
        parts.sibling(ShardName(stem: parts.stem, number: shard, count: shards.count).text)
      }
    }
    AtomicFile.removeLeftovers(in: PathParts(path).folder)
    var writers: [TensorFileWriter] = []
    var shardOfTensor: [ExactName: Int] = [:]
    for (shard, entries) in shards.enumerated() {
      writers.append(
        try TensorFileWriter(paths[shard], format, entries: entries, metadata: metadata))
      for entry in entries {
        guard shardOfTensor.updateValue(shard, forKey: ExactName(entry.name)) == nil else {
          throw .duplicateName(entry.name)
        }
      }
    }
    self.writers = writers
    self.shardOfTensor = shardOfTensor
    self.path = path
    if shards.count > 1 {
      let text = Array(try Self.indexText(shards: shards, paths: paths).utf8)
      let indexPath = Self.indexPath(path)
      paths.append(indexPath)
      index = (try AtomicFile(path: indexPath, byteCount: text.count), text)
    } else {
      index = nil
    }
    self.paths = paths
  }

  /// Initializes one tensor straight into its file, as `TensorFileWriter` does.
  public func write(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(TensorInitError) {
    try writer(of: name)
      .write(initializer, named: name, using: generator, threads: threads, progress: progress)
  }

  /// Initializes several tensors straight into their files, as if in order; each draws from the stream of
  /// its name within the generator's.
  ///
  /// - Parameter progress: Called, by any thread but one at a time, with a tensor's name and the number of
  ///   its bytes written since it was last called.
  package func write(
    _ tensors: [(name: String, initializer: Initializer)], using generator: Generator,
    threads: Int? = nil, progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    var names: Set<ExactName> = []
    var sinks: [FileSink] = []
    var jobs: [Job] = []
    for (name, initializer) in tensors {
      guard names.insert(ExactName(name)).inserted else { throw .duplicateName(name) }
      let sink = try FileSink(name, of: try writer(of: name))
      sinks.append(sink)
      jobs.append(try sink.job(initializer, place: .name(name)))
    }
    let report: (@Sendable (Int, Int) -> Void)? = progress.map { progress in
      let names = tensors.map(\.name)
      return { job, byteCount in progress(names[job], byteCount) }
    }
    try Plan.perform(jobs, using: generator, threads: threads, progress: report)
    for sink in sinks { sink.markWritten() }
  }

  /// Writes the elements of one tensor, as `TensorFileWriter` does.
  public func write(_ tensor: Tensor, named name: String) throws(TensorInitError) {
    try writer(of: name).write(tensor, named: name)
  }

  /// Makes the files appear under their names, whole.
  ///
  /// Several files can't take their names at once. So that no index stands beside shards of two checkpoints,
  /// whatever ends the process and whoever else writes a checkpoint of this name:
  ///
  /// - The older index goes before the first shard comes, and the new one comes after the last. A kill leaves
  ///   the older checkpoint, or no index, or the new one.
  /// - All of it happens in this process's turn in the folder, which two writers have one after the other.
  /// - Where the file system has no locks to take turns by, and if another program changes the names, the
  ///   shards are looked at before the index comes and again afterwards. Of writers that end in a mixture, the
  ///   one that named the last shard finds it, then or later, and removes any index; an index that another
  ///   puts there later still, that one's second look removes. Only a kill between the two can leave one.
  ///
  /// A program that reads the older index and opens its shards only when they are replaced gets new ones;
  /// nothing in the files could tell it.
  ///
  /// - Throws: As `TensorFileWriter.finish()` does; then no file has appeared, unless the fault is in
  ///   the naming itself: then there is no index.
  public func commit() throws(TensorInitError) {
    for writer in writers { try writer.finish() }
    guard let index else { return try writers[0].commit() }
    try index.file.contents.write(index.text, at: 0)
    try index.file.synchronize()

    let folder = Folder(PathParts(path).folder)
    try folder.lock()
    if try removeIndex() { folder.synchronize() }
    for writer in writers { try writer.file.takeName() }
    folder.synchronize()
    try requireOwnShards()
    try index.file.takeName()
    try requireOwnShards()
    folder.synchronize()
  }

  /// Removes the index of an earlier checkpoint.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  private func removeIndex() throws(TensorInitError) -> Bool {
    let path = Self.indexPath(path)
    if unlink(path) == 0 { return true }
    guard errno == ENOENT else {
      throw .fileFailure(path: path, operation: "remove the older index", errno: errno)
    }
    return false
  }

  /// - Throws: `fileFailure` where a shard's name is another file's; then there is no index.
  private func requireOwnShards() throws(TensorInitError) {
    guard let other = writers.first(where: { !$0.file.hasItsName }) else { return }
    try removeIndex()
    throw .fileFailure(
      path: other.file.path, operation: "write",
      reason: "another process writes a file of this name")
  }

  /// The files of earlier checkpoints of the same name that programs may take for this one's, or for parts of
  /// it: the single file beside shards, the index beside a single file, shards of another number.
  package func earlierPaths() -> [String] {
    let parts = PathParts(path)
    let own = Set(paths.map { ExactName(PathParts($0).name) })
    let index = ExactName(PathParts(Self.indexPath(path)).name)
    let earlier = Folder(parts.folder).names().map(ExactName.init).filter { name in
      !own.contains(name)
        && (name == ExactName(parts.name) || name == index
          || ShardName(name.text).map { ExactName($0.stem) == ExactName(parts.stem) } == true)
    }
    return earlier.sorted().map { parts.sibling($0.text) }
  }

  private func writer(of name: String) throws(TensorInitError) -> TensorFileWriter {
    guard let shard = shardOfTensor[ExactName(name)] else {
      throw Names.unknown(name, kind: "tensor", known: entries.map(\.name))
    }
    return writers[shard]
  }
}

extension CheckpointWriter {
  private static func shards(
    of entries: [TensorSpec], byteCount limit: Int?
  ) throws(TensorInitError) -> [[TensorSpec]] {
    guard let limit else { return [entries] }
    guard limit >= 1 else {
      throw .invalidArgument(
        argument: "shardByteCount", given: "\(limit)",
        expected: "a number of 1 or more")
    }
    var shards: [[TensorSpec]] = [[]]
    var room = limit
    for entry in entries {
      let byteCount = try entry.byteCount
      if byteCount > room, !shards[shards.count - 1].isEmpty {
        shards.append([])
        room = limit
      }
      shards[shards.count - 1].append(entry)
      room = max(0, room - byteCount)
    }
    return shards
  }

  private static func indexPath(_ path: String) -> String { path + ".index.json" }

  private static func indexText(
    shards: [[TensorSpec]], paths: [String]
  ) throws(TensorInitError) -> String {
    let lines = zip(shards, paths).flatMap { entries, path in
      let file = jsonText(PathParts(path).name)
      return entries.map { ExactName("    \(jsonText($0.name)): \(file)") }
    }
    var total = 0
    for entry in shards.joined() { total += try entry.byteCount }
    return """
      {
        "metadata": {
          "total_size": \(total)
        },
        "weight_map": {
      \(lines.sorted().map(\.text).joined(separator: ",\n"))
        }
      }

      """
  }
}
