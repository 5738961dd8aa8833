import Glibc
import TensorInit

/// Results go here; what can't be written is an error.
enum StandardOutput {
  /// - Throws: `fileFailure`, for example where the output goes to a full disk.
  static func write(_ text: String) throws(TensorInitError) {
    if let code = writeAll(text, to: STDOUT_FILENO) {
      throw .fileFailure(
        path: "standard output", operation: "write", reason: String(cString: strerror(code)))
    }
  }
}

/// Everything else goes here.
enum StandardError {
  static func print(_ line: String) { write(line + "\n") }

  static func write(_ text: String) {
    // There is no one left to tell of a fault.
    _ = writeAll(text, to: STDERR_FILENO)
  }
}

/// Writes past the buffers of C's streams, and gives the error's number where that fails.
private func writeAll(_ text: String, to descriptor: Int32) -> Int32? {
  var text = text
  return text.withUTF8 { bytes in
    var rest = UnsafeRawBufferPointer(bytes)
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count > 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
