import Glibc
import TensorInit

/// Files of text.
enum TextFile {
  /// The most bytes of one, as what is made of a text takes far more memory.
  static let mostBytes = 64_000_000

  /// The text of a file, a pipe or a terminal, which is read to its end.
  ///
  /// - Throws: `fileFailure` where it can't be read or has more than ``mostBytes``, `invalidContents` where
  ///   it is not UTF-8.
  static func text(contentsOf path: String) throws(TensorInitError) -> String {
    let bytes = try bytes(contentsOf: path)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // What is not UTF-8 becomes U+FFFD, which is the first place where the text differs.
    let repaired = String(decoding: bytes, as: UTF8.self)
    let valid = zip(repaired.utf8, bytes).prefix { $0 == $1 }.map { $0.1 }
    let place = Place(after: valid)
    throw .invalidContents(
      path: path, line: place.line, column: place.column, reason: "the text is not UTF-8")
  }

  private static func bytes(contentsOf path: String) throws(TensorInitError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw readFailure(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
        guard bytes.count <= mostBytes else {
          throw .fileFailure(
            path: path, operation: "read", reason: "it has more than \(mostBytes) bytes")
        }
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw readFailure(path)
      }
    }
  }

  private static func readFailure(_ path: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read", reason: String(cString: strerror(errno)))
  }
}
