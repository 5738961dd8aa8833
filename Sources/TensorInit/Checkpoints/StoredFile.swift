/// A file of tensors that was looked into, and is opened again for each read.
///
/// So a checkpoint may have any number of files, and one that is written over meanwhile is told from the one whose
/// header was read.
final class StoredFile: Sendable {
  let path: String
  private let identity: FileIdentity

  /// - Throws: `fileFailure` where it can't be opened or is no regular file, `invalidArgument` for a path with
  ///   the character NUL.
  init(path: String) throws(TensorInitError) {
    let file = try OpenFile(reading: path)
    defer { file.close() }
    self.path = path
    identity = try file.identity()
  }

  /// Calls a function with the open file.
  ///
  /// - Throws: `fileFailure` where it is another file by now, or was written to.
  func open<Result>(
    _ body: (OpenFile) throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    let file = try OpenFile(reading: path)
    defer { file.close() }
    guard try file.identity() == identity else {
      throw .fileFailure(
        path: path, operation: "read", reason: "it has changed since its header was read")
    }
    return try body(file)
  }
}
