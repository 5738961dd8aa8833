#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A folder in which names change.
///
/// Where it can't be opened for reading, or where its file system has no locks, what it is asked for is not done
/// and no fault: files are whole in any case.
struct Folder: ~Copyable {
  let path: String
  private let descriptor: Int32

  init(_ path: String) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Makes the names last through a power failure.
  func synchronize() {
    if descriptor >= 0 { _ = fsync(descriptor) }
  }

  /// Waits for this process's turn at changing names, which lasts until the folder is let go, or the process
  /// is killed.
  ///
  /// It leaves no file behind. It is for changing names alone and never held while tensors are made, so that
  /// several processes can make the shards of one checkpoint.
  ///
  /// - Throws: `fileFailure` where another process keeps its turn for a minute.
  func lock() throws(TensorInitError) {
    guard descriptor >= 0 else { return }
    let (tries, pause) = (6000, 10_000 as UInt32)
    for _ in 0..<tries {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
      guard errno == EWOULDBLOCK || errno == EINTR else { return }
      usleep(pause)
    }
    throw .fileFailure(
      path: path, operation: "lock the folder", reason: "another process holds the lock")
  }

  /// The names of what is in it, in no order; those that are not UTF-8 left out.
  func names() -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(validating: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let name { names.append(name) }
    }
    return names
  }
}

/// A path taken apart at its bytes, as the system does: a combining mark after a slash or a point belongs to
/// what follows.
package struct PathParts {
  /// What stands before the name, with the slash.
  private let prefix: String
  /// What stands after the last slash.
  package let name: String

  /// - Throws: `invalidArgument` where the system would take another path, as it ends one at the character NUL.
  package static func check(_ path: String) throws(TensorInitError) {
    guard !path.utf8.contains(0) else {
      throw .invalidArgument(
        argument: "the path", given: "'\(path)'", expected: "one without the character NUL")
    }
  }

  package init(_ path: String) {
    let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
    prefix = start.map { String(path[..<$0]) } ?? ""
    name = start.map { String(path[$0...]) } ?? path
  }

  /// A path of the folder, which can be opened.
  package var folder: String {
    switch prefix {
    case "": "."
    case "/": "/"
    default: String(prefix[..<prefix.utf8.index(before: prefix.endIndex)])
    }
  }

  /// The path of another name in the same folder.
  package func sibling(_ name: String) -> String { prefix + name }

  /// The name without its extension.
  package var stem: String { point.map { String(name[..<$0]) } ?? name }

  /// What stands after the name's last point; empty where it has none.
  package var fileExtension: String {
    point.map { String(name[name.utf8.index(after: $0)...]) } ?? ""
  }

  private var point: String.Index? { name.utf8.lastIndex(of: UInt8(ascii: ".")) }
}
