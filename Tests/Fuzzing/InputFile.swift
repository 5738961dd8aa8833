import Foundation
import TensorInit

/// The file that has the input being read.
final class InputFile {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) throws {
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
      ftruncate(descriptor, off_t(bytes.count)) == 0
    else { throw CocoaError(.fileWriteUnknown) }
  }
}

/// A new folder, which stays where the process crashes.
struct ScratchFolder {
  let path: String

  init(in parent: String) throws {
    path = "\(parent)/tensor-init-fuzz.\(getpid())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func remove() {
    // What stays behind in memory's own folder does no harm.
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// Inputs that are kept.
struct Corpus {
  let inputs: [[UInt8]]

  /// - Throws: Where there is no input in the folder.
  init(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    inputs = try names.filter { !$0.hasPrefix(".") }.map { try Self.bytes(of: "\(folder)/\($0)") }
    guard !inputs.isEmpty else { throw CocoaError(.fileReadNoSuchFile) }
  }

  static func bytes(of path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
