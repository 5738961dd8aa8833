/// Writes a file of tensors that may be far larger than memory, one tensor after another.
///
/// All that the file will hold is told first, so that its space is reserved and every fault of names,
/// shapes and dtypes shows before any work is done. The file appears under its name with ``commit()``,
/// when it is whole and on the disk; a writer that is let go before leaves nothing behind.
///
/// ```swift
/// let writer = try TensorFileWriter(
///   path: "model.safetensors",
///   entries: [TensorSpec(name: "weight", shape: [3, 4], dtype: .float32)])
/// try writer.write(.normal(std: 0.02), named: "weight", using: Generator(seed: 42))
/// try writer.commit()
/// ```
public final class TensorFileWriter {
  /// The tensors of the file in the order of their data; writing them in this order suits disks best.
  public var entries: [TensorSpec] { layout.entries }
  /// The size of the whole file in bytes.
  public var byteCount: Int { layout.byteCount }

  let layout: any TensorFileLayout
  let file: AtomicFile
  private let indices: [ExactName: Int]
  private var isWritten: [Bool]
  private var checksums: [CRC32?]
  private var isFinished = false

  /// A writer of a file that doesn't appear yet.
  ///
  /// - Parameters:
  ///   - path: The file's name. A file that has it already is replaced when this one is whole.
  ///   - format: The format; `nil` for that of the name's extension.
  ///   - entries: Every tensor that the file will have, in any order.
  ///   - metadata: Texts to keep in the file; only safetensors has a place for them.
  /// - Throws: `invalidArgument` for names given twice, or that the format can't have;
  ///   `unsupportedDType` for bfloat16 in a NumPy file; `invalidShape` for a size that overflows;
  ///   `fileFailure` where the folder can't be written to or the disk has not enough space.
  public convenience init(
    path: String, format: TensorFileFormat? = nil, entries: [TensorSpec],
    metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    AtomicFile.removeLeftovers(in: PathParts(path).folder)
    let format = if let format { format } else { try TensorFileFormat(path: path) }
    try self.init(path, format, entries: entries, metadata: metadata)
  }

  /// A writer of one of a checkpoint's files, which leaves its folder as it is.
  init(
    _ path: String, _ format: TensorFileFormat, entries: [TensorSpec],
    metadata: [String: String]
  ) throws(TensorInitError) {
    layout = try format.layout(entries: entries, metadata: metadata)
    var indices: [ExactName: Int] = [:]
    for (index, entry) in layout.entries.enumerated() {
      guard indices.updateValue(index, forKey: ExactName(entry.name)) == nil else {
        throw .duplicateName(entry.name)
      }
    }
    self.indices = indices
    isWritten = Array(repeating: false, count: entries.count)
    checksums = Array(repeating: nil, count: entries.count)
    file = try AtomicFile(path: path, byteCount: layout.byteCount)
  }

  /// Writes the elements of one tensor.
  ///
  /// - Throws: `unknownName` where the file has no tensor of this name; `invalidShape` or
  ///   `unsupportedDType` where it has another shape or dtype; `invalidArgument` where it is written
  ///   already; `fileFailure` where writing fails.
  public func write(_ tensor: Tensor, named name: String) throws(TensorInitError) {
    let index = try indexOfUnwritten(name)
    let entry = entries[index]
    guard tensor.shape == entry.shape else {
      throw .inTensor(
        "'\(name)'", .invalidShape(given: "\(tensor.shape)", expected: "\(entry.shape)"))
    }
    guard tensor.dtype == entry.dtype else {
      throw .inTensor(
        "'\(name)'", .unsupportedDType(given: "\(tensor.dtype)", expected: "\(entry.dtype)"))
    }
    try write(
      UnsafeRawBufferPointer(start: tensor.baseAddress, count: tensor.byteCount), at: 0,
      ofEntry: index)
    isWritten[index] = true
    withExtendedLifetime(tensor) {}
  }

  /// Writes some of the bytes of one tensor; all at once where the format has a checksum of them.
  func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, ofEntry index: Int
  ) throws(TensorInitError) {
    try file.contents.write(bytes, at: layout.dataOffsets[index] + offset)
    if var checksum = layout.checksum(beforeDataOf: index) {
      checksum.append(bytes)
      checksums[index] = checksum
    }
  }

  /// Writes what is not data and waits until all is on the disk, still without a name.
  ///
  /// ``commit()`` does so itself. Of several files that belong together, each can be finished first, so
  /// that none appears if one can't be written.
  ///
  /// - Throws: `invalidArgument` where a tensor is not written yet, `fileFailure` where writing fails.
  public func finish() throws(TensorInitError) {
    guard !isFinished else { return }
    if let missing = isWritten.firstIndex(of: false) {
      throw .invalidArgument(
        argument: "'\(entries[missing].name)'", given: "not written",
        expected: "every tensor to be written before the file is finished")
    }
    for part in layout.framing(checksums: checksums) {
      try file.contents.write(part.bytes, at: part.offset)
    }
    try file.synchronize()
    isFinished = true
  }

  /// Makes the file appear under its name, whole.
  ///
  /// - Throws: As ``finish()`` does.
  public func commit() throws(TensorInitError) {
    try finish()
    try file.publish()
  }

  /// - Throws: `unknownName` or `invalidArgument` where no tensor of this name is still to be written.
  func indexOfUnwritten(_ name: String) throws(TensorInitError) -> Int {
    guard let index = indices[ExactName(name)] else {
      throw Names.unknown(name, kind: "tensor", known: entries.map(\.name))
    }
    guard !isWritten[index] else {
      throw .invalidArgument(
        argument: "'\(name)'", given: "written already",
        expected: "each tensor to be written once")
    }
    return index
  }

  func markWritten(_ index: Int) {
    isWritten[index] = true
    // Where there was nothing to write, a checksum is that of no data.
    checksums[index] = checksums[index] ?? layout.checksum(beforeDataOf: index)
  }
}

extension TensorInitError {
  static func duplicateName(_ name: String) -> TensorInitError {
    .invalidArgument(
      argument: "a tensor's name", given: "'\(name)' twice",
      expected: "names that differ")
  }
}
