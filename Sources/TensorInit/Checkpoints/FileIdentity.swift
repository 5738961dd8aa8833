#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which file it is that has a name or is open, at one moment.
struct FileIdentity: Equatable {
  private let device: dev_t
  private let number: ino_t
  /// As the number of a file that is gone may be another's.
  private let seconds: time_t
  private let nanoseconds: Int

  /// `nil` where nothing has the name.
  init?(of path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init?(of file: OpenFile) {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = status.st_dev
    number = status.st_ino
    seconds = status.lastWrite.tv_sec
    nanoseconds = status.lastWrite.tv_nsec
  }
}

extension OpenFile {
  /// - Throws: `fileFailure` where the system doesn't say it.
  func identity() throws(TensorInitError) -> FileIdentity {
    guard let identity = FileIdentity(of: self) else {
      throw .fileFailure(path: path, operation: "read", errno: errno)
    }
    return identity
  }
}

extension stat {
  var lastWrite: timespec {
    #if canImport(Darwin)
      st_mtimespec
    #else
      st_mtim
    #endif
  }
}
