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
/// A kill leaves a temporary name behind in two cases: where there are no files without names; and where an
/// older file of the name is replaced, between two system calls, since only renaming replaces a file. The next
/// writer in the folder removes it, see ``removeLeftovers(in:)``.
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
  ///   there, or where something other than a file has the name; `invalidArgument` for a path with the character
  ///   NUL.
  package init(path: String, byteCount: Int) throws(TensorInitError) {
    try PathParts.check(path)
    self.path = path
    folder = PathParts(path).folder
    try Self.requireReplaceable(path)
    (contents, temporaryPath) = try Self.create(in: folder, for: path)
    // For as long as the file is open, which tells its temporary name from those of killed processes.
    _ = flock(contents.descriptor, LOCK_EX | LOCK_NB)
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

  /// Gives the file its name, in place of what had it before, for good.
  package func publish() throws(TensorInitError) {
    try takeName()
    Folder(folder).synchronize()
  }

  /// Gives the file its name, which a power failure may still take away; nothing happens where it has it.
  func takeName() throws(TensorInitError) {
    // Two names of one file that are renamed to each other would both stay.
    if temporaryPath == nil, try link(to: path) || hasItsName { return }
    let source = if let temporaryPath { temporaryPath } else { try linkTemporarily() }
    temporaryPath = source
    guard rename(source, path) == 0 else {
      throw .fileFailure(path: path, operation: "rename the finished file", errno: errno)
    }
    temporaryPath = nil
  }

  /// Whether it is this file that has the name.
  var hasItsName: Bool {
    var (own, named) = (stat(), stat())
    return fstat(contents.descriptor, &own) == 0 && lstat(path, &named) == 0
      && own.st_dev == named.st_dev && own.st_ino == named.st_ino
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
    while true {
      let temporaryPath = temporaryPath(in: folder)
      let descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (OpenFile(descriptor: descriptor, path: path), temporaryPath) }
      guard errno == EEXIST || errno == EINTR else {
        throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
      }
    }
  }

  /// Gives a file without a name a temporary one.
  private func linkTemporarily() throws(TensorInitError) -> String {
    while true {
      let temporaryPath = Self.temporaryPath(in: folder)
      if try link(to: temporaryPath) { return temporaryPath }
    }
  }

  /// Gives a file without a name one, unless something has it already.
  private func link(to name: String) throws(TensorInitError) -> Bool {
    let source = Self.linkablePath(of: contents)
    if linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 { return true }
    guard errno == EEXIST else {
      throw .fileFailure(path: path, operation: "create a file in '\(folder)'", errno: errno)
    }
    return false
  }
}

// MARK: - Temporary names

extension AtomicFile {
  private static let temporaryPrefix = ".tensor-init-"
  private static let temporarySuffix = ".tmp"

  /// A name in `folder` that is unlikely to be taken, of a length that every file system allows.
  private static func temporaryPath(in folder: String) -> String {
    "\(folder)/\(temporaryName(.random(in: .min ... .max)))"
  }

  private static func temporaryName(_ number: UInt64) -> String {
    "\(temporaryPrefix)\(String(number, radix: 16))\(temporarySuffix)"
  }

  private static func isTemporary(_ name: String) -> Bool {
    let digits = name.dropFirst(temporaryPrefix.count).dropLast(temporarySuffix.count)
    guard let number = UInt64(digits, radix: 16) else { return false }
    return ExactName(name) == ExactName(temporaryName(number))
  }

  /// Removes the files of temporary names that killed processes left in a folder.
  ///
  /// A file is one of them if it is a regular file of this user's with no other name, nobody has written to it
  /// for an hour, and no process holds the lock that a writer has on its own. Where there are no locks, none is
  /// removed.
  static func removeLeftovers(in folder: String) {
    for name in Folder(folder).names() where isTemporary(name) {
      let path = "\(folder)/\(name)"
      // Open for writing, without which some file systems give no lock; not following links or waiting.
      let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        status.st_uid == geteuid(), status.st_nlink == 1, time(nil) - status.lastWrite > oldAge,
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
      _ = close(descriptor)
    }
  }

  /// In seconds.
  private static let oldAge = 3600
}

extension stat {
  fileprivate var lastWrite: time_t {
    #if canImport(Darwin)
      st_mtimespec.tv_sec
    #else
      st_mtim.tv_sec
    #endif
  }
}
