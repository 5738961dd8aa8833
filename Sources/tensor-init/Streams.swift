import Glibc
import KSession
import TensorInit

enum StandardStreams {
  /// Gives standard streams that are closed a file, which the first file that is opened would otherwise
  /// become, and have messages written over it.
  ///
  /// As they can't be used in the direction that is theirs, results still can't be lost unseen.
  static func occupy() {
    for (stream, access) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
      // The lowest free descriptor is the one that is opened: this one, as those below are taken.
      _ = open("/dev/null", access)
    }
  }
}

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

/// The lines of standard input.
struct StandardInput {
  /// What is read and not yet given.
  private var rest: ArraySlice<UInt8> = []
  private var lineNumber = 0

  /// The next line without its line break, as bytes; `nil` at the end of the input.
  ///
  /// - Throws: `fileFailure` where it can't be read, `invalidContents` for a line that is too long for a
  ///   session, whose end may never come.
  mutating func line() throws(TensorInitError) -> ArraySlice<UInt8>? {
    lineNumber += 1
    var searchedCount = 0
    while true {
      if let end = rest.dropFirst(searchedCount).firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
      }
      guard rest.count <= KSession.maximumLineLength else {
        throw .invalidContents(
          path: Self.name, line: lineNumber, column: KSession.maximumLineLength + 1,
          reason: "the line is longer than \(KSession.maximumLineLength) bytes")
      }
      searchedCount = rest.count
      rest += try Self.bytes(atMost: 1 << 16)
      if rest.count == searchedCount {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
      }
    }
  }

  /// The next bytes, as many as there are; none at the end of the input.
  static func bytes(atMost count: Int) throws(TensorInitError) -> ArraySlice<UInt8> {
    var bytes = [UInt8](repeating: 0, count: count)
    while true {
      let count = read(STDIN_FILENO, &bytes, count)
      if count >= 0 { return bytes[..<count] }
      if errno != EINTR { throw failure }
    }
  }

  /// Why the last operation on it failed.
  static var failure: TensorInitError {
    .fileFailure(path: name, operation: "read", reason: String(cString: strerror(errno)))
  }

  private static let name = "standard input"
}
