#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is whole.
///
/// Until then its bytes are in a file without a name where the system has such files, else under a temporary
/// name in the same folder. A file that is let go before it has its name is removed.
///
/// A kill leaves a temporary name behind in three cases: where there are no files without names; where an
/// older file of the name is replaced, between two system calls, since only renaming replaces a file; and where
/// the file is in a ``TemporaryFolder``. The next writer in the folder removes it, see
/// ``TemporaryName/removeLeftovers(in:)``.
package final class AtomicFile {
  /// The name under which the file appears.
  let path: String
  private let folder: String
  private let contents: Contents
  private var temporaryPath: String?
  /// Which file has the name, once it was given to one that isn't kept open.
  private var named: FileIdentity?

  private enum Contents {
    case open(OpenFile)
    /// Open while it is written alone.
    case closed(TemporaryFolder, path: String)
  }

  /// A file of undefined contents, with its space reserved where the file system can.
  ///
  /// - Parameter temporaryFolder: Where the file is until it has its name, open only while it is written;
  ///   `nil` for one that stays open.
  /// - Throws: `fileFailure` where the folder is missing or can't be written to, where the space is not
  ///   there, or where something other than a file has the name; `invalidArgument` for a path with the character
  ///   NUL.
  package convenience init(path: String, byteCount: Int) throws(TensorInitError) {
    try self.init(path: path, byteCount: byteCount, in: nil)
  }

  init(
    path: String, byteCount: Int, in temporaryFolder: TemporaryFolder?
  ) throws(TensorInitError) {
    try PathParts.check(path)
    self.path = path
    folder = PathParts(path).folder
    try Self.requireReplaceable(path)
    if let temporaryFolder {
      let (file, temporaryPath) = try Self.createNamed(in: temporaryFolder.path, for: path)
      contents = .closed(temporaryFolder, path: temporaryPath)
      self.temporaryPath = temporaryPath
      defer { file.close() }
      try file.reserve(byteCount)
    } else {
      let (file, temporaryPath) = try Self.create(in: folder, for: path)
      contents = .open(file)
      self.temporaryPath = temporaryPath
      // For as long as the file is open, which tells its temporary name from those of killed processes.
      _ = flock(file.descriptor, LOCK_EX | LOCK_NB)
      try file.reserve(byteCount)
    }
  }

  deinit {
    if case .open(let file) = contents { file.close() }
    if let temporaryPath { unlink(temporaryPath) }
  }

  /// Writes bytes at an offset; any thread may, at the same time as others.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
    try withContents { file throws(TensorInitError) in try file.write(bytes, at: offset) }
  }

  package func write(_ bytes: [UInt8], at offset: Int) throws(TensorInitError) {
    try withContents { file throws(TensorInitError) in try file.write(bytes, at: offset) }
  }

  /// Waits until the contents are on the disk.
  package func synchronize() throws(TensorInitError) {
    try withContents { file throws(TensorInitError) in try file.synchronize() }
  }

  private func withContents(
    _ body: (OpenFile) throws(TensorInitError) -> Void
  ) throws(TensorInitError) {
    switch contents {
    case .open(let file): try body(file)
    case .closed(let folder, let temporaryPath):
      try folder.withFile(temporaryPath, for: path, body)
    }
  }

  /// Gives the file its name, in place of what had it before, for good.
  package func publish() throws(TensorInitError) {
    try takeName()
    Folder(folder).synchronize()
  }

  /// Gives the file its name, which a power failure may still take away; nothing happens where it has it.
  func takeName() throws(TensorInitError) {
    let source: String
    if let temporaryPath {
      source = temporaryPath
    } else if case .open(let file) = contents {
      // Two names of one file that are renamed to each other would both stay.
      if try link(file, to: path) || hasItsName { return }
      source = try linkTemporarily(file)
      temporaryPath = source
    } else if hasItsName {
      return
    } else {
      throw .fileFailure(path: path, operation: "write", reason: Self.isLost)
    }
    let identity = FileIdentity(of: source)
    guard rename(source, path) == 0 else {
      throw .fileFailure(path: path, operation: "rename the finished file", errno: errno)
    }
    temporaryPath = nil
    named = identity
  }

  /// Whether it is this file that has the name.
  var hasItsName: Bool {
    guard case .open(let file) = contents else {
      return named != nil && named == FileIdentity(of: path)
    }
    return FileIdentity(of: file) == FileIdentity(of: path)
  }

  /// Why a file doesn't have the name that it was given.
  static let isLost = "another process writes a file of this name"

  /// - Throws: `fileFailure` where a file of this name can't be, or where a folder or a device has the
  ///   name: that is not to be replaced.
  private static func requireReplaceable(_ path: String) throws(TensorInitError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
        throw .fileFailure(path: path, operation: "write", reason: "it is \(kind)")
      }
    } else if errno != ENOENT || PathParts(path).name.isEmpty {
      throw .fileFailure(path: path, operation: "write", errno: errno)
    }
  }

  // MARK: Making and naming the file

  /// The name that the system gives an open file, from which a file without a name can get one.
  private static func linkablePath(of file: OpenFile) -> String {
    "/proc/self/fd/\(file.descriptor)"
  }

  private static func create(
    in folder: String, for path: String
  ) throws(TensorInitError) -> (OpenFile, temporaryPath: String?) {
    #if os(Linux)
      // O_TMPFILE, which is too complex a macro for Swift to import.
      let withoutName = 0o20000000 | O_DIRECTORY
      let descriptor = open(folder, withoutName | O_RDWR | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        let file = OpenFile(descriptor: descriptor, path: path)
        if access(linkablePath(of: file), F_OK) == 0 { return (file, nil) }
        file.close()
      }
    #endif
    // Not every file system has files without a name; where the fault is another one, it shows again.
    return try createNamed(in: folder, for: path)
  }

  /// A new file under a temporary name.
  private static func createNamed(
    in folder: String, for path: String
  ) throws(TensorInitError) -> (OpenFile, temporaryPath: String) {
    while true {
      let temporaryPath = TemporaryName.path(in: folder)
      let descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (OpenFile(descriptor: descriptor, path: path), temporaryPath) }
      guard errno == EEXIST || errno == EINTR else {
        throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
      }
    }
  }

  /// Gives a file without a name a temporary one.
  private func linkTemporarily(_ file: OpenFile) throws(TensorInitError) -> String {
    while true {
      let temporaryPath = TemporaryName.path(in: folder)
      if try link(file, to: temporaryPath) { return temporaryPath }
    }
  }

  /// Gives a file without a name one, unless something has it already.
  private func link(_ file: OpenFile, to name: String) throws(TensorInitError) -> Bool {
    let source = Self.linkablePath(of: file)
    if linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return true }
    guard errno == EEXIST else {
      throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
    }
    return false
  }
}
