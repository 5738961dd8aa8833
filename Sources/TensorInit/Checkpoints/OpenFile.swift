#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file open for reading or writing at any position, by any thread.
package struct OpenFile: Sendable {
  let descriptor: Int32
  /// The file's name, for errors.
  let path: String

  /// Writes all of `bytes` at `offset`.
  ///
  /// - Throws: `fileFailure`, for example of a full disk.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TensorInitError) {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
      if count > 0 {
        written += count
      } else if count == 0 || errno != EINTR {
        throw .fileFailure(path: path, operation: "write", errno: count == 0 ? ENOSPC : errno)
      }
    }
  }

  package func write(_ bytes: [UInt8], at offset: Int) throws(TensorInitError) {
    let result: Result<Void, TensorInitError> = bytes.withUnsafeBytes { bytes in
      do throws(TensorInitError) {
        return .success(try write(bytes, at: offset))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Fills `bytes` with the file's from `offset` on.
  ///
  /// - Throws: `fileFailure`, also where the file ends before.
  func read(
    into bytes: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(TensorInitError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .fileFailure(path: path, operation: "read", reason: "it ends too early")
      } else if errno != EINTR {
        throw .fileFailure(path: path, operation: "read", errno: errno)
      }
    }
  }

  /// Reserves space for the first `byteCount` bytes, so that a full disk shows before the work.
  ///
  /// - Throws: `fileFailure` where the space is not there; nothing where the file system can't say.
  func reserve(_ byteCount: Int) throws(TensorInitError) {
    #if !canImport(Darwin)
      guard byteCount > 0 else { return }
      while true {
        let code = posix_fallocate(descriptor, 0, off_t(byteCount))
        switch code {
        case EINTR: continue
        case ENOSPC, EFBIG, EDQUOT:
          throw .fileFailure(path: path, operation: "reserve \(byteCount) bytes", errno: code)
        default: return
        }
      }
    #endif
  }

  /// Waits until all that was written is on the disk.
  func synchronize() throws(TensorInitError) {
    while fsync(descriptor) != 0 {
      guard errno == EINTR else {
        throw .fileFailure(path: path, operation: "write", errno: errno)
      }
    }
  }

  func close() { _ = closed() }

  /// Closes a file that was written to.
  ///
  /// - Throws: `fileFailure` where the file system could not keep what was written.
  func closeWritten() throws(TensorInitError) {
    guard closed() == 0 || errno == EINTR else {
      throw .fileFailure(path: path, operation: "write", errno: errno)
    }
  }

  private func closed() -> Int32 {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #elseif canImport(Musl)
      Musl.close(descriptor)
    #elseif canImport(Darwin)
      Darwin.close(descriptor)
    #endif
  }
}

extension OpenFile {
  /// An existing file open for reading.
  ///
  /// - Throws: `fileFailure` where it can't be opened or is no regular file, `invalidArgument` for a path with
  ///   the character NUL.
  init(reading path: String) throws(TensorInitError) {
    try PathParts.check(path)
    // Not to wait for a pipe's other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .fileFailure(path: path, operation: "open", errno: errno)
    }
    self.init(descriptor: descriptor, path: path)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close()
      throw .fileFailure(path: path, operation: "read", reason: "it is not a regular file")
    }
  }

  /// An existing file open for writing.
  ///
  /// - Parameter name: What errors call it.
  init(writing path: String, for name: String) throws(TensorInitError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .fileFailure(path: name, operation: "open", errno: errno)
    }
    self.init(descriptor: descriptor, path: name)
  }

  /// - Throws: As ``read(into:at:)`` does.
  func bytes(count: Int, at offset: Int) throws(TensorInitError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result: Result<Void, TensorInitError> = bytes.withUnsafeMutableBytes { bytes in
      do throws(TensorInitError) {
        return .success(try read(into: bytes, at: offset))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    return bytes
  }

  /// The file's size in bytes.
  func byteCount() throws(TensorInitError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .fileFailure(path: path, operation: "read", errno: errno)
    }
    return Int(status.st_size)
  }
}

extension TensorInitError {
  /// The system's own words for a refused operation.
  static func fileFailure(path: String, operation: String, errno code: Int32) -> TensorInitError {
    .fileFailure(path: path, operation: operation, reason: String(cString: strerror(code)))
  }
}
