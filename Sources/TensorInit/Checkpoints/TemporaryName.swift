#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The names of files that don't have their own yet, and of folders of such files.
enum TemporaryName {
  private static let prefix = ".tensor-init-"
  private static let suffix = ".tmp"

  /// A path in `folder` that is unlikely to be taken, of a length that every file system allows.
  static func path(in folder: String) -> String {
    "\(folder)/\(name(.random(in: .min ... .max)))"
  }

  private static func name(_ number: UInt64) -> String {
    "\(prefix)\(String(number, radix: 16))\(suffix)"
  }

  private static func isTemporary(_ name: String) -> Bool {
    let digits = name.dropFirst(prefix.count).dropLast(suffix.count)
    guard let number = UInt64(digits, radix: 16) else { return false }
    return ExactName(name) == ExactName(self.name(number))
  }

  /// Removes the files of temporary names, and the folders of such files, that killed processes left in a
  /// folder.
  ///
  /// A file is one of them if it is a regular file of this user's with no other name, nobody has written to it
  /// for an hour, and no process holds the lock that a writer has on its own; a folder likewise. Where there are
  /// no locks, none is removed.
  static func removeLeftovers(in folder: String) {
    for name in Folder(folder).names() where isTemporary(name) {
      let path = "\(folder)/\(name)"
      if !removeFile(path) { removeFolder(path) }
    }
  }

  /// - Returns: Whether it is a file, removed or not.
  private static func removeFile(_ path: String) -> Bool {
    // Open for writing, without which some file systems give no lock; not following links or waiting.
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return errno != EISDIR }
    defer { _ = close(descriptor) }
    if isLeftover(descriptor, S_IFREG, mostNames: 1) { unlink(path) }
    return true
  }

  private static func removeFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { _ = close(descriptor) }
    // Its own name, the one that it has for itself, and in some file systems none are counted.
    guard isLeftover(descriptor, S_IFDIR, mostNames: 2) else { return }
    for name in Folder(path).names() where isTemporary(name) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  private static func isLeftover(
    _ descriptor: Int32, _ kind: mode_t, mostNames: nlink_t
  ) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == kind
      && status.st_uid == geteuid() && status.st_nlink <= mostNames
      && time(nil) - status.lastWrite.tv_sec > oldAge && flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// In seconds.
  private static let oldAge = 3600
}
