extension TensorFileWriter {
  /// Initializes one tensor straight into the file.
  ///
  /// The bytes are those of a tensor that is initialized and then written. Elements that don't depend
  /// on each other are computed and written in parts that fit the processor's caches, and take next to
  /// no memory however large the tensor is.
  ///
  /// - Parameters:
  ///   - initializer: How.
  ///   - name: Which of the file's tensors.
  ///   - generator: Where random numbers come from.
  ///   - threads: The most threads to use; `nil` for the standard number.
  ///   - progress: Called, by any thread but one at a time, with the number of bytes written since it
  ///     was last called.
  /// - Throws: As `Tensor.initialize` and ``write(_:named:)`` do.
  public func write(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil, progress: (@Sendable (Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let sink = try FileSink(name, of: self)
    let report: (@Sendable (Int, Int) -> Void)? =
      if let progress { { _, byteCount in progress(byteCount) } } else { nil }
    try Plan.perform(
      [try sink.job(initializer, place: .only)], using: generator, threads: threads,
      progress: report)
    sink.markWritten()
  }
}

/// The place of one tensor in a file that is being written.
struct FileSink: Job.Sink {
  private let writer: TensorFileWriter
  /// Which of the writer's entries it is.
  private let index: Int

  /// - Throws: `unknownName` or `invalidArgument` where no tensor of this name is still to be written.
  init(_ name: String, of writer: TensorFileWriter) throws(TensorInitError) {
    index = try writer.indexOfUnwritten(name)
    self.writer = writer
  }

  /// A checksum is that of all bytes in their order.
  var allowsParts: Bool { writer.layout.checksum(beforeDataOf: index) == nil }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
    try writer.write(bytes, at: offset, ofEntry: index)
  }

  func markWritten() { writer.markWritten(index) }

  func job(_ initializer: Initializer, place: Job.Place) throws(TensorInitError) -> Job {
    try Job(initializer, writer.entries[index], to: self, place: place)
  }
}
