import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder of files that don't have their names yet, for a checkpoint of more files than a process may have open:
/// each is open only while it is written.
///
/// It has a temporary name beside the files' own, and is removed when they have theirs or are let go.
final class TemporaryFolder {
  let path: String
  private let folder: Folder
  /// Those used last at the end.
  private let openFiles = Mutex<[(path: String, file: OpenFile, users: Int)]>([])

  /// How many files are kept open for those who write to them next.
  private static let mostOpen = 8

  /// - Parameter path: The path of a file, for errors.
  /// - Throws: `fileFailure` where the folder is missing or can't be written to.
  init(in folder: String, for path: String) throws(TensorInitError) {
    var temporaryPath = TemporaryName.path(in: folder)
    while mkdir(temporaryPath, 0o700) != 0 {
      guard errno == EEXIST else {
        throw .fileFailure(path: path, operation: "create a folder in '\(folder)'", errno: errno)
      }
      temporaryPath = TemporaryName.path(in: folder)
    }
    self.path = temporaryPath
    self.folder = Folder(temporaryPath)
    // For as long as the folder is open, which tells it from those of killed processes.
    try? self.folder.lock()
  }

  deinit {
    openFiles.withLock { for (_, file, _) in $0 { file.close() } }
    remove()
  }

  /// Removes the folder, which stays where it isn't empty.
  func remove() { rmdir(path) }

  /// Calls `body` with one of the folder's files, which any thread may, at the same time as others.
  ///
  /// - Parameter name: The path under which the file appears, for errors.
  func withFile(
    _ path: String, for name: String, _ body: (OpenFile) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    let file = try openFiles.withLock { files throws(TensorInitError) in
      if let index = files.firstIndex(where: { $0.path == path }) {
        var known = files.remove(at: index)
        known.users += 1
        files.append(known)
        return known.file
      }
      if files.count >= Self.mostOpen, let index = files.firstIndex(where: { $0.users == 0 }) {
        try files.remove(at: index).file.closeWritten()
      }
      let file = try OpenFile(writing: path, for: name)
      files.append((path, file, users: 1))
      return file
    }
    defer {
      openFiles.withLock { files in
        if let index = files.firstIndex(where: { $0.path == path }) { files[index].users -= 1 }
      }
    }
    try body(file)
  }
}
