#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
package import TensorInit

/// Files of text.
package enum TextFile {
  /// The most bytes of one, as what is made of a text takes far more memory.
  package static let mostBytes = 64_000_000

  /// The text of a file, a pipe or a terminal, which is read to its end.
  ///
  /// - Throws: `fileFailure` where it can't be read or has more than ``mostBytes``, `invalidContents` where
  ///   it is not UTF-8, `invalidArgument` for a path with the character NUL.
  package static func text(contentsOf path: String) throws(TensorInitError) -> String {
    try text(bytes(contentsOf: path), path: path)
  }

  /// The text that bytes are.
  ///
  /// - Parameter path: What errors call it.
  /// - Throws: `fileFailure` where it has more than ``mostBytes``, `invalidContents` where it is not UTF-8.
  package static func text(
    _ bytes: some RandomAccessCollection<UInt8>, path: String
  ) throws(TensorInitError) -> String {
    guard bytes.count <= mostBytes else { throw tooLong(path) }
    // A value of some letters becomes an object, with its place and its parts.
    try Memory.require(bytes.count, ofBytes: 20)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // What is not UTF-8 becomes U+FFFD, which is the first place where the text differs.
    let repaired = String(decoding: bytes, as: UTF8.self)
    let valid = zip(repaired.utf8, bytes).prefix { $0 == $1 }.map { $0.1 }
    throw Place(after: valid, in: path).fault("the text is not UTF-8")
  }

  private static func bytes(contentsOf path: String) throws(TensorInitError) -> [UInt8] {
    try PathParts.check(path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readFailure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        // It may double, and is there twice then.
        try Memory.require(bytes.count + count, ofBytes: 3)
        bytes += chunk[..<count]
        guard bytes.count <= mostBytes else { throw tooLong(path) }
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw readFailure(path)
      }
    }
  }

  private static func tooLong(_ path: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read", reason: "it has more than \(mostBytes) bytes")
  }

  private static func readFailure(_ path: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read", reason: String(cString: strerror(errno)))
  }
}

/// A place in a text file.
package struct Place: Sendable {
  let path: String
  /// Counted from 1.
  let line: Int
  /// In code points, counted from 1.
  let column: Int
}

extension Place {
  /// The place that follows the first bytes of a text.
  init(after bytes: some BidirectionalCollection<UInt8>, in path: String) {
    let lineBreak = UInt8(ascii: "\n")
    let start = bytes.lastIndex(of: lineBreak).map(bytes.index(after:)) ?? bytes.startIndex
    self.path = path
    line = bytes.count { $0 == lineBreak } + 1
    column = String(decoding: bytes[start...], as: UTF8.self).unicodeScalars.count + 1
  }

  /// An error at this place.
  func fault(_ reason: String) -> TensorInitError {
    .invalidContents(path: path, line: line, column: column, reason: reason)
  }

  /// What `body` gives; its errors become errors at this place.
  package func locating<Result>(
    _ body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    do {
      return try body()
    } catch {
      // Of that, the text has no fault.
      if case .outOfMemory = error.cause { throw error }
      throw fault(error.description)
    }
  }
}
