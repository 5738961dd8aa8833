import TensorInit

/// A file of results, which appears when it is whole.
struct ResultFile {
  private let file: AtomicFile
  private let text: (Report) throws -> String

  /// - Throws: `fileFailure` where it could not be written.
  init(path: String, text: @escaping (Report) throws -> String) throws(TensorInitError) {
    file = try AtomicFile(path: path, byteCount: 0)
    self.text = text
  }

  func write(_ report: Report) throws {
    try file.write(Array(text(report).utf8), at: 0)
    try file.synchronize()
    try file.publish()
  }
}
