/// Writes a model's checkpoint: one safetensors file, or several and an index of them where one would be
/// larger than is wanted.
///
/// Of `model.safetensors` in three parts, the files are named as Hugging Face's libraries expect:
/// `model-00001-of-00003.safetensors` and so on, and `model.safetensors.index.json`. No file appears
/// before all are whole and on the disk, and the index appears last.
public final class CheckpointWriter {
  /// The paths of the files that will appear, the index last if there is one.
  public let paths: [String]
  /// The tensors, in the order that suits disks best.
  public var entries: [TensorFileEntry] { writers.flatMap(\.entries) }
  /// The size of all files of tensors in bytes.
  public var byteCount: Int { writers.reduce(0) { $0 + $1.byteCount } }

  private let writers: [TensorFileWriter]
  private let shardOfTensor: [String: Int]
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
    path: String, entries: [TensorFileEntry], shardByteCount: Int? = nil,
    metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    let shards = try Self.shards(of: entries, byteCount: shardByteCount)
    if shardByteCount != nil, try TensorFileFormat(path: path) != .safetensors {
      throw .invalidArgument(
        function: "checkpoint in shards", argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, the only format that has shards")
    }
    var paths = [path]
    if shards.count > 1 {
      paths = (1...shards.count).map { Self.path(ofShard: $0, of: shards.count, path) }
    }
    var writers: [TensorFileWriter] = []
    var shardOfTensor: [String: Int] = [:]
    for (shard, entries) in shards.enumerated() {
      writers.append(
        try TensorFileWriter(path: paths[shard], entries: entries, metadata: metadata))
      for entry in entries {
        guard shardOfTensor.updateValue(shard, forKey: entry.name) == nil else {
          throw .duplicateName(entry.name)
        }
      }
    }
    self.writers = writers
    self.shardOfTensor = shardOfTensor
    if shards.count > 1 {
      let text = Array(Self.indexText(shards: shards, paths: paths).utf8)
      paths.append(path + ".index.json")
      index = (try AtomicFile(path: path + ".index.json", byteCount: text.count), text)
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
    var names: Set<String> = []
    var sinks: [FileSink] = []
    var jobs: [Job] = []
    for (name, initializer) in tensors {
      guard names.insert(name).inserted else { throw .duplicateName(name) }
      let sink = try FileSink(name, of: try writer(of: name))
      sinks.append(sink)
      jobs.append(sink.job(initializer, place: .name(name)))
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
  /// - Throws: As `TensorFileWriter.finish()` does; then no file has appeared, unless the fault is in
  ///   the naming itself.
  public func commit() throws(TensorInitError) {
    for writer in writers { try writer.finish() }
    if let index {
      try index.file.contents.write(index.text, at: 0)
      try index.file.synchronize()
    }
    for writer in writers { try writer.commit() }
    try index?.file.publish()
  }

  private func writer(of name: String) throws(TensorInitError) -> TensorFileWriter {
    guard let shard = shardOfTensor[name] else {
      throw Names.unknown(name, kind: "tensor", known: entries.map(\.name))
    }
    return writers[shard]
  }
}

extension CheckpointWriter {
  private static func shards(
    of entries: [TensorFileEntry], byteCount limit: Int?
  ) throws(TensorInitError) -> [[TensorFileEntry]] {
    guard let limit else { return [entries] }
    guard limit >= 1 else {
      throw .invalidArgument(
        function: "CheckpointWriter", argument: "shardByteCount", given: "\(limit)",
        expected: "a number of 1 or more")
    }
    var shards: [[TensorFileEntry]] = [[]]
    var room = limit
    for entry in entries {
      let byteCount = try entry.byteCount()
      if byteCount > room, !shards[shards.count - 1].isEmpty {
        shards.append([])
        room = limit
      }
      shards[shards.count - 1].append(entry)
      room = max(0, room - byteCount)
    }
    return shards
  }

  /// `model-00001-of-00003.safetensors` for `model.safetensors`.
  private static func path(ofShard shard: Int, of count: Int, _ path: String) -> String {
    func digits(_ number: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, 5 - text.count)) + text
    }
    let stem = path.dropLast(TensorFileFormat.safetensors.rawValue.count + 1)
    return "\(stem)-\(digits(shard))-of-\(digits(count)).\(TensorFileFormat.safetensors)"
  }

  private static func indexText(shards: [[TensorFileEntry]], paths: [String]) -> String {
    let lines = zip(shards, paths).flatMap { entries, path in
      let file = jsonText(path.split(separator: "/").last.map(String.init) ?? path)
      return entries.map { "    \(jsonText($0.name)): \(file)" }
    }
    let total = shards.joined().reduce(0) { $0 + $1.shape.checkedElementCount * $1.dtype.byteCount }
    return """
      {
        "metadata": {
          "total_size": \(total)
        },
        "weight_map": {
      \(lines.sorted().joined(separator: ",\n"))
        }
      }

      """
  }
}
