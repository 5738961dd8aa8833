import Glibc
import KSession
import TensorInit

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
