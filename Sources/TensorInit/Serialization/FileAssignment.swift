import Synchronization

/// One tensor of a file, and how it is to be initialized.
struct FileAssignment {
  let initializer: Initializer
  let writer: TensorFileWriter
  /// Which of the writer's entries this is.
  let index: Int
  /// Which of the call's tensors this is.
  let place: Request.Place

  private var entry: TensorFileEntry { writer.entries[index] }
}

extension FileAssignment {
  /// Called with a tensor's name and the number of its bytes written since the last call.
  typealias Progress = @Sendable (String, Int) -> Void

  /// Initializes tensors straight into their files.
  ///
  /// - Parameter progress: Called by any thread but one at a time.
  /// - Throws: What is wrong with any of them, then none was written; `fileFailure` where writing fails.
  static func perform(
    _ assignments: [FileAssignment], using generator: Generator, threads: Int?,
    progress: Progress?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let requests = assignments.map { assignment in
      let entry = assignment.entry
      return Request(
        initializer: assignment.initializer, shape: entry.shape, dtype: entry.dtype,
        count: entry.shape.checkedElementCount, place: assignment.place)
    }
    try Request.withFills(for: requests, using: generator) { fills throws(TensorInitError) in
      // A checksum is that of all bytes in their order.
      let isShared = zip(assignments, fills).map { assignment, fill in
        fill.canBeShared && !assignment.hasChecksum
      }
      try FileParts(assignments, fills, isShared: isShared, threads: threads, progress: progress)
        .write()
      for (index, assignment) in assignments.enumerated() {
        if isShared[index] {
          assignment.writer.markWritten(assignment.index)
        } else {
          try assignment.writeWhole(fills[index], threads: threads, progress: progress)
        }
      }
    }
  }

  private var hasChecksum: Bool { writer.layout.checksum(beforeDataOf: index) != nil }

  /// Makes the tensor in memory first.
  private func writeWhole(
    _ fill: RequestedFill, threads: Int, progress: Progress?
  ) throws(TensorInitError) {
    progress?(entry.name, 0)
    let tensor = try Tensor(uninitialized: entry.shape, dtype: entry.dtype)
    if fill.count > 0 {
      try fill.write(0..<fill.count, to: tensor.baseAddress, threads: threads)
    }
    try writer.write(tensor, named: entry.name)
    progress?(entry.name, tensor.byteCount)
  }
}

/// Tensors on their way to files, side by side and part by part, next to no memory being taken however large
/// they are.
private struct FileParts: Sendable {
  /// Where the bytes of a tensor go.
  private struct Target {
    let name: String
    let file: OpenFile
    let offset: Int
  }

  // Nothing in them changes, and what is shared has no sequence of draws.
  nonisolated(unsafe) private let fills: [RequestedFill]
  private let parts: SharedParts
  private let targets: [Target]
  private let bufferByteCount: Int
  private let progress: FileAssignment.Progress?

  /// The elements of one part, whose bytes are well within a core's own cache.
  private static let largestPart = 1 << 16

  init(
    _ assignments: [FileAssignment], _ fills: [RequestedFill], isShared: [Bool], threads: Int,
    progress: FileAssignment.Progress?
  ) {
    self.fills = fills
    self.progress = progress
    parts = SharedParts(
      fills, isShared: isShared, largestPart: Self.largestPart, threads: threads)
    targets = assignments.map { assignment in
      let writer = assignment.writer
      return Target(
        name: writer.entries[assignment.index].name, file: writer.file.contents,
        offset: writer.layout.dataOffsets[assignment.index])
    }
    let largest = zip(fills, isShared).map { fill, isShared in
      isShared ? min(fill.count, Self.largestPart) * fill.dtype.byteCount : 0
    }
    bufferByteCount = largest.max() ?? 0
  }

  func write() throws(TensorInitError) {
    let turn = Mutex(())
    let makeBuffer = { @Sendable () throws(TensorInitError) in
      try Storage(byteCount: bufferByteCount)
    }
    try parts.write(with: makeBuffer) { part, buffer throws(TensorInitError) in
      let name = targets[part.tensor].name
      if let progress { turn.withLock { _ in progress(name, 0) } }
      let byteCount = try write(part, through: buffer.base)
      if let progress { turn.withLock { _ in progress(name, byteCount) } }
    }
  }

  private func write(
    _ part: SharedParts.Part, through buffer: UnsafeMutableRawPointer
  ) throws(TensorInitError) -> Int {
    let fill = fills[part.tensor]
    let target = targets[part.tensor]
    let size = fill.dtype.byteCount
    try fill.write(part.elements, to: buffer, threads: 1)
    let bytes = UnsafeRawBufferPointer(start: buffer, count: part.elements.count * size)
    try target.file.write(bytes, at: target.offset + part.elements.lowerBound * size)
    return bytes.count
  }
}
