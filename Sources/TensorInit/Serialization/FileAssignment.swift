import Synchronization

/// One tensor of a file, and how it is to be initialized.
struct FileAssignment {
  let initializer: Initializer
  let entry: TensorFileEntry
  let count: Int
  let writer: TensorFileWriter
  let place: RequestPlace
  /// Which of the writer's entries this is.
  private let index: Int

  /// - Throws: `unknownName` or `invalidArgument` where no tensor of this name is still to be written.
  init(
    _ initializer: Initializer, _ name: String, of writer: TensorFileWriter, place: RequestPlace
  ) throws(TensorInitError) {
    index = try writer.indexOfUnwritten(name)
    entry = writer.entries[index]
    count = entry.shape.checkedElementCount
    self.initializer = initializer
    self.writer = writer
    self.place = place
  }
}

extension FileAssignment: Request {
  var shape: Shape { entry.shape }
  var dtype: DType { entry.dtype }
  /// A checksum is that of all bytes in their order.
  var allowsParts: Bool { writer.layout.checksum(beforeDataOf: index) == nil }
}

extension FileAssignment {
  /// Called with a tensor's name and the number of its bytes written since the last call.
  typealias Progress = @Sendable (String, Int) -> Void

  /// Initializes tensors straight into their files, as if in order.
  ///
  /// Parts that fit the processor's caches are made and written side by side, and take next to no memory however
  /// large the tensors are.
  ///
  /// - Parameter progress: Called by any thread but one at a time.
  /// - Throws: What is wrong with any of them, then none was written; `fileFailure` where writing fails.
  static func perform(
    _ assignments: [FileAssignment], using generator: Generator, threads: Int?,
    progress: Progress?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    try withFills(for: assignments, using: generator) { fills throws(TensorInitError) in
      try write(
        SharedParts(fills, largestPart: largestPart, threads: threads), of: assignments,
        progress: progress)
      for (index, assignment) in assignments.enumerated() {
        if fills.canBeShared(index) {
          assignment.writer.markWritten(assignment.index)
          continue
        }
        progress?(assignment.entry.name, 0)
        let tensor = try Tensor(uninitialized: assignment.shape, dtype: assignment.dtype)
        try fills.write(all: index, to: tensor.baseAddress, threads: threads)
        try assignment.writer.write(tensor, named: assignment.entry.name)
        progress?(assignment.entry.name, tensor.byteCount)
      }
    }
  }

  /// The elements of one part, whose bytes are well within a core's own cache; no tensor without parts that is
  /// shared has more.
  private static let largestPart = 1 << 16

  private static func write(
    _ parts: SharedParts<FileAssignment>, of assignments: [FileAssignment], progress: Progress?
  ) throws(TensorInitError) {
    let targets = assignments.map { assignment in
      Target(
        name: assignment.entry.name, file: assignment.writer.file.contents,
        offset: assignment.writer.layout.dataOffsets[assignment.index],
        elementSize: assignment.dtype.byteCount)
    }
    let largest = assignments.lazy.map { min($0.count, largestPart) * $0.dtype.byteCount }.max()
    let isReporting = Mutex(())
    try parts.write(
      with: { () throws(TensorInitError) in try Storage(byteCount: largest ?? 0) },
      to: { part, buffer in
        if let progress { isReporting.withLock { _ in progress(targets[part.tensor].name, 0) } }
        return buffer.base
      },
      finish: { part, buffer throws(TensorInitError) in
        let target = targets[part.tensor]
        let bytes = UnsafeRawBufferPointer(
          start: buffer.base, count: part.elements.count * target.elementSize)
        try target.file.write(
          bytes, at: target.offset + part.elements.lowerBound * target.elementSize)
        if let progress { isReporting.withLock { _ in progress(target.name, bytes.count) } }
      })
  }
}

/// Where the bytes of a tensor go.
private struct Target {
  let name: String
  let file: OpenFile
  let offset: Int
  let elementSize: Int
}
