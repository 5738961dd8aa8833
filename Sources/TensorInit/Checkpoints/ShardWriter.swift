/// Writes one file of a checkpoint, which may be far larger than memory, one tensor after another.
///
/// Its space is reserved first. A writer that is let go before its file has its name leaves nothing behind.
package final class ShardWriter {
  package let file: AtomicFile
  private let plan: CheckpointPlan
  private let shard: Int
  private let layout: any TensorFileLayout
  private var isWritten: [Bool]
  private var checksums: [CRC32?]
  private var isFinished = false

  /// A writer of a file that doesn't appear yet.
  ///
  /// - Parameter shard: Which of the plan's shards.
  /// - Throws: `fileFailure` where the folder can't be written to or the disk has not enough space.
  package convenience init(_ plan: CheckpointPlan, shard: Int) throws(TensorInitError) {
    try self.init(plan, shard: shard, in: nil)
  }

  /// - Parameter temporaryFolder: Where the file is until it has its name; `nil` for one that stays open.
  init(
    _ plan: CheckpointPlan, shard: Int, in temporaryFolder: TemporaryFolder?
  ) throws(TensorInitError) {
    self.plan = plan
    self.shard = shard
    let file = plan.shards[shard]
    layout = file.layout
    isWritten = Array(repeating: false, count: file.tensors.count)
    checksums = Array(repeating: nil, count: file.tensors.count)
    self.file = try AtomicFile(
      path: file.path, byteCount: file.byteCount, in: temporaryFolder)
  }

  /// Writes the elements of one tensor.
  ///
  /// - Throws: As ``CheckpointWriter/write(_:named:)`` does, `unknownName` also for a tensor of another shard.
  package func write(_ tensor: Tensor, named name: String) throws(TensorInitError) {
    let sink = try sink(for: TensorSpec(name: name, shape: tensor.shape, dtype: tensor.dtype))
    try sink.write(
      UnsafeRawBufferPointer(start: tensor.baseAddress, count: tensor.byteCount), at: 0)
    sink.markWritten()
    withExtendedLifetime(tensor) {}
  }

  /// Initializes several of the shard's tensors, as ``CheckpointWriter/write(_:using:threads:progress:)`` does
  /// those of all shards.
  package func write(
    _ tensors: [TensorDeclaration], using generator: Generator = .default, threads: Int? = nil,
    progress: (@Sendable (String, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    try Self.write(tensors, using: generator, threads: threads, progress: progress) {
      _ throws(TensorInitError) in self
    }
  }

  /// Writes what is not data and waits until all is on the disk, still without a name.
  ///
  /// - Throws: `invalidArgument` where a tensor is not written yet, `fileFailure` where writing fails.
  package func finish() throws(TensorInitError) {
    guard !isFinished else { return }
    if let missing = isWritten.firstIndex(of: false) {
      throw .invalidArgument(
        argument: "'\(layout.tensors[missing].name)'", given: "not written",
        expected: "every tensor to be written before the file is finished")
    }
    for part in layout.framing(checksums: checksums) {
      try file.write(part.bytes, at: part.offset)
    }
    try file.synchronize()
    isFinished = true
  }
}

// MARK: - Initializing

extension ShardWriter {
  /// Initializes several tensors straight into their files, as if in order.
  ///
  /// - Parameters:
  ///   - place: Which of the call's tensors the one of a name is, which says what it draws.
  ///   - progress: Called, by any thread but one at a time, with a tensor's name and the number of
  ///     its bytes written since it was last called.
  ///   - writer: The writer of the file of the tensor of a name.
  static func write(
    _ tensors: [TensorDeclaration], place: (String) -> Job.Place = Job.Place.name,
    using generator: Generator, threads: Int?, progress: (@Sendable (String, Int) -> Void)?,
    to writer: (String) throws(TensorInitError) -> ShardWriter
  ) throws(TensorInitError) {
    var names: Set<ExactName> = []
    var writes: [(tensor: TensorDeclaration, sink: Sink)] = []
    for tensor in tensors {
      let name = tensor.spec.name
      guard names.insert(ExactName(name)).inserted else { throw .duplicateName(name) }
      writes.append((tensor, try writer(name).sink(for: tensor.spec)))
    }
    if !generator.algorithm.isSequential {
      // Any order gives the same values, and this one suits disks best.
      writes.sort { $0.sink.order < $1.sink.order }
    }
    var jobs: [Job] = []
    for (tensor, sink) in writes {
      jobs.append(
        try Job(tensor.initializer, tensor.spec, to: sink, place: place(tensor.spec.name)))
    }
    let report: (@Sendable (Int, Int) -> Void)? = progress.map { progress in
      let names = writes.map(\.tensor.spec.name)
      return { job, byteCount in progress(names[job], byteCount) }
    }
    try Plan.perform(jobs, using: generator, threads: threads, progress: report)
    for (_, sink) in writes { sink.markWritten() }
  }

  /// The place of one tensor in the file.
  private struct Sink: Job.Sink {
    let writer: ShardWriter
    /// Which of the shard's tensors it is.
    let index: Int

    var order: (Int, Int) { (writer.shard, index) }

    /// A checksum is that of all bytes in their order.
    var allowsParts: Bool { writer.layout.checksum(beforeDataOf: index) == nil }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
      try writer.file.write(bytes, at: writer.layout.dataOffsets[index] + offset)
      if var checksum = writer.layout.checksum(beforeDataOf: index) {
        checksum.append(bytes)
        writer.checksums[index] = checksum
      }
    }

    func markWritten() {
      writer.isWritten[index] = true
      // Where there was nothing to write, a checksum is that of no data.
      writer.checksums[index] =
        writer.checksums[index] ?? writer.layout.checksum(beforeDataOf: index)
    }
  }

  /// - Throws: `unknownName` where the shard has no tensor of this name; `invalidShape` or `unsupportedDType`
  ///   where it has another shape or dtype; `invalidArgument` where it is written already.
  private func sink(for tensor: TensorSpec) throws(TensorInitError) -> Sink {
    let position = try plan.position(of: tensor.name)
    guard position.shard == shard else {
      throw Names.unknown(tensor.name, kind: "tensor", known: layout.tensors.map(\.name))
    }
    let planned = layout.tensors[position.index]
    guard tensor.shape == planned.shape else {
      throw Job.Place.name(tensor.name).naming(
        .invalidShape(given: "\(tensor.shape)", expected: "\(planned.shape)"))
    }
    guard tensor.dtype == planned.dtype else {
      throw Job.Place.name(tensor.name).naming(
        .unsupportedDType(given: "\(tensor.dtype)", expected: "\(planned.dtype)"))
    }
    guard !isWritten[position.index] else {
      throw .invalidArgument(
        argument: "'\(tensor.name)'", given: "written already",
        expected: "each tensor to be written once")
    }
    return Sink(writer: self, index: position.index)
  }
}
