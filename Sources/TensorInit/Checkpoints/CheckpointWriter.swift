#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes tensors to a file, or a model's checkpoint to several and an index of them, straight from their
/// initializers: they may be far larger than memory.
///
/// ```swift
/// let writer = try CheckpointWriter(
///   path: "model.safetensors", tensors: [TensorSpec(name: "weight", shape: [3, 4])])
/// try writer.write(.normal(std: 0.02), named: "weight", using: Generator(seed: 42))
/// try writer.commit()
/// ```
/// All that the files will hold is told first, so that their space is reserved and every fault of names,
/// shapes and dtypes shows before any work is done. No file appears before all are whole and on the disk, and the
/// index appears last; see ``commit()``. A writer that is let go before leaves nothing behind; once it is
/// committed, every further call is an error.
public final class CheckpointWriter {
  /// The tensors in the order of their data, file by file; writing them in this order suits disks best.
  public var tensors: [TensorSpec] { plan.tensors }
  /// The paths of the files that will appear, the index last if there is one.
  public var paths: [String] { plan.paths }
  /// The size of all files of tensors in bytes.
  public var byteCount: Int { plan.byteCount }

  private let plan: CheckpointPlan
  private let writers: [ShardWriter]
  /// Where the shards are until they have their names, if they are too many to be open all at once.
  private let temporaryFolder: TemporaryFolder?
  private let index: (file: AtomicFile, text: [UInt8])?
  private var isCommitted = false

  /// A writer of files that don't appear yet; those that have their names already are replaced when these are
  /// whole.
  ///
  /// - Throws: `fileFailure` where the folder can't be written to or the disk has not enough space.
  public init(_ plan: CheckpointPlan) throws(TensorInitError) {
    let folder = PathParts(plan.path).folder
    TemporaryName.removeLeftovers(in: folder)
    self.plan = plan
    temporaryFolder =
      plan.shards.count <= Self.mostOpenFiles
      ? nil : try TemporaryFolder(in: folder, for: plan.path)
    var writers: [ShardWriter] = []
    for shard in plan.shards.indices {
      writers.append(try ShardWriter(plan, shard: shard, in: temporaryFolder))
    }
    self.writers = writers
    if let (path, text) = plan.index {
      index = (try AtomicFile(path: path, byteCount: text.count), text)
    } else {
      index = nil
    }
  }

  /// The most shards that are open all at once, which leaves a process most of the files that it may open.
  private static var mostOpenFiles: Int {
    let limit = sysconf(Int32(_SC_OPEN_MAX))
    return limit < 0 ? 256 : min(256, limit / 4)
  }

  /// A writer of the files of a plan that is made of the same arguments.
  ///
  /// - Throws: As the plan and ``init(_:)`` do.
  public convenience init(
    path: String, tensors: [TensorSpec], shardByteCount: Int? = nil,
    metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try self.init(
      CheckpointPlan(
        path: path, tensors: tensors, shardByteCount: shardByteCount, metadata: metadata))
  }

  /// Initializes tensors straight into their files, as if in order; each draws from the stream of its name
  /// within the generator's, as `TensorDictionary.initialize(_:named:)` has it.
  ///
  /// The bytes are those of tensors that are initialized and then written. Elements that don't depend
  /// on each other are computed and written in parts that fit the processor's caches, and take next to
  /// no memory however large a tensor is.
  ///
  /// - Parameters:
  ///   - tensors: Some of the plan's tensors, of the same shapes and dtypes, and how each is initialized.
  ///   - generator: Where random numbers come from.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with a tensor's name and the number of
  ///     its bytes written since it was last called. It may ask the generator for all it knows and seed it anew,
  ///     for later calls; to draw from one of PyTorch's is an error within.
  /// - Throws: What an initializer throws of any of its tensors, and what ``write(_:named:)`` does; but for a
  ///   `fileFailure`, `outOfMemory` or `linearAlgebraFailure`, nothing was written then.
  public func write(
    _ tensors: [TensorDeclaration], using generator: Generator = .default, threads: Int? = nil,
    progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    try requireOpen()
    try ShardWriter.write(
      tensors, using: generator, threads: threads, progress: progress, to: writer(of:))
  }

  /// Initializes one tensor straight into its file, as a list of one does.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads the tensor's shape and dtype.
  ///   - name: The tensor's name, one of the plan.
  ///   - generator: Where random numbers come from; the tensor draws from the stream of its name.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with the number of bytes written since it was last called.
  public func write(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let report: (@Sendable (String, Int) -> Void)? =
      if let progress { { _, byteCount in progress(byteCount) } } else { nil }
    try write(
      [TensorDeclaration(try spec(of: name), initializer)], using: generator, threads: threads,
      progress: report)
  }

  /// Initializes one tensor straight into its file from the generator's own stream, as `Tensor.initialize` does.
  package func writeFromOwnStream(
    _ initializer: Initializer, named name: String, using generator: Generator,
    threads: Int? = nil
  ) throws(TensorInitError) {
    try ShardWriter.write(
      [TensorDeclaration(try spec(of: name), initializer)], place: { _ in .only },
      using: generator, threads: threads, progress: nil, to: writer(of:))
  }

  /// Writes the elements of one tensor.
  ///
  /// - Throws: `unknownName` where the plan has no tensor of this name; `invalidShape` or
  ///   `unsupportedDType` where it has another shape or dtype; `invalidArgument` where it is written
  ///   already; `fileFailure` where writing fails.
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
  /// - Throws: `invalidArgument` where a tensor is not written yet or the files have appeared already,
  ///   `fileFailure` where writing fails; then no file has appeared, unless the fault is in the naming itself:
  ///   then there is no index. It may be called again when the fault is mended.
  public func commit() throws(TensorInitError) {
    try requireOpen()
    for writer in writers { try writer.finish() }
    try publish()
    isCommitted = true
  }

  /// - Throws: `invalidArgument` where the files have appeared already.
  private func requireOpen() throws(TensorInitError) {
    guard !isCommitted else {
      throw .invalidArgument(
        argument: "the writer", given: "committed already", expected: "no call after commit()")
    }
  }

  /// Gives the finished files their names.
  private func publish() throws(TensorInitError) {
    guard let index else { return try writers[0].file.publish() }
    try index.file.write(index.text, at: 0)
    try index.file.synchronize()

    let folder = Folder(PathParts(plan.path).folder)
    try folder.lock()
    if try plan.removeIndex() { folder.synchronize() }
    for writer in writers { try writer.file.takeName() }
    temporaryFolder?.remove()
    folder.synchronize()
    try requireOwnShards()
    try index.file.takeName()
    try requireOwnShards()
    folder.synchronize()
  }

  /// - Throws: `fileFailure` where a shard's name is another file's; then there is no index.
  private func requireOwnShards() throws(TensorInitError) {
    guard let other = writers.first(where: { !$0.file.hasItsName }) else { return }
    try plan.removeIndex()
    throw .fileFailure(
      path: other.file.path, operation: "write", reason: AtomicFile.isLost)
  }

  private func spec(of name: String) throws(TensorInitError) -> TensorSpec {
    try requireOpen()
    let position = try plan.position(of: name)
    return plan.shards[position.shard].tensors[position.index]
  }

  private func writer(of name: String) throws(TensorInitError) -> ShardWriter {
    try requireOpen()
    return writers[try plan.position(of: name).shard]
  }
}
