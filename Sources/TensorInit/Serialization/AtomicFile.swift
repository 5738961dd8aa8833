#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name only when it is whole.
///
/// Until ``publish()`` its bytes are in a file without a name where the system has such files, so that
/// not even a kill leaves anything behind, else under a temporary name in the same folder. A file that
/// is let go before it is published is removed.
package final class AtomicFile {
  /// The name under which the file appears.
  let path: String
  /// The file itself, to be written to.
  package let contents: OpenFile
  private let folder: String
  private var temporaryPath: String?

  /// A file of undefined contents, with its space reserved where the file system can.
  ///
  /// - Throws: `fileFailure` where the folder is missing or can't be written to, where the space is not
  ///   there, or where something other than a file has the name.
  package init(path: String, byteCount: Int) throws(TensorInitError) {
    self.path = path
    folder = Self.folder(of: path)
    try Self.requireReplaceable(path)
    (contents, temporaryPath) = try Self.create(in: folder, for: path)
    try contents.reserve(byteCount)
  }

  deinit {
    contents.close()
    if let temporaryPath { unlink(temporaryPath) }
  }

  /// Waits until the contents are on the disk.
  package func synchronize() throws(TensorInitError) {
    try contents.synchronize()
  }

  /// Gives the file its name, in place of what had it before.
  package func publish() throws(TensorInitError) {
    let source = if let temporaryPath { temporaryPath } else { try link() }
    temporaryPath = source
    guard rename(source, path) == 0 else {
      throw .fileFailure(path: path, operation: "rename the finished file", errno: errno)
    }
    temporaryPath = nil
    synchronizeFolder()
  }

  // MARK: Names

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A name in `folder` that is unlikely to be taken, of a length that every file system allows.
  private static func temporaryPath(in folder: String) -> String {
    "\(folder)/.tensor-init-\(String(UInt64.random(in: .min ... .max), radix: 16)).tmp"
  }

  /// - Throws: `fileFailure` where a file of this name can't be, or where a folder or a device has the
  ///   name: that is not to be replaced.
  private static func requireReplaceable(_ path: String) throws(TensorInitError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFREG else {
        let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
        throw .fileFailure(path: path, operation: "write", reason: "it is \(kind)")
      }
    } else if errno != ENOENT || path.isEmpty || path.hasSuffix("/") {
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
    while true {
      let temporaryPath = temporaryPath(in: folder)
      let descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (OpenFile(descriptor: descriptor, path: path), temporaryPath) }
      guard errno == EEXIST || errno == EINTR else {
        throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
      }
    }
  }

  /// Gives a file without a name a temporary one, since only renaming replaces a file.
  private func link() throws(TensorInitError) -> String {
    while true {
      let temporaryPath = Self.temporaryPath(in: folder)
      let source = Self.linkablePath(of: contents)
      if linkat(AT_FDCWD, source, AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW) == 0 {
        return temporaryPath
      }
      guard errno == EEXIST else {
        throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
      }
    }
  }

  /// Makes the new name last through a power failure.
  ///
  /// Not every file system can; the file is whole in any case.
  private func synchronizeFolder() {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    _ = close(descriptor)
  }
}
