import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A path with the character NUL, at which the system would cut it, is an error")
struct PathTests {
  private func message(_ path: String) -> String {
    "the path is '\(path.replacing("\0", with: "\\0"))'; expected one without the character NUL"
  }

  /// Calls `body` with a folder that has a file of the name before the NUL, and expects that nothing changed.
  private func expectFault(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Tensor([1.0]).save(to: folder + "/x.safetensors")
      let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/x.safetensors"))
      for path in ["\(folder)/x.safetensors\0.safetensors", "\(folder)\0/x.safetensors", "\0.npy"] {
        let error = #expect(throws: TensorInitError.self) { try body(path) }
        #expect(error?.description == message(path))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["x.safetensors"])
      let isSame = try Data(contentsOf: URL(fileURLWithPath: folder + "/x.safetensors")) == before
      #expect(isSame)
    }
  }

  @Test("of a file to be read")
  func read() throws {
    try expectFault { _ = try CheckpointReader(path: $0) }
    try expectFault { _ = try TensorDictionary(contentsOf: $0) }
  }

  @Test("of a file to be written")
  func written() throws {
    let spec = TensorSpec(name: "a", shape: [1])
    try expectFault { _ = try CheckpointPlan(path: $0, tensors: [spec]) }
    try expectFault { _ = try CheckpointWriter(path: $0, tensors: [spec]) }
    try expectFault { try Tensor([1.0]).save(to: $0) }
    try expectFault { try Linear(1, 1).save(to: $0) }
    try expectFault { _ = try AtomicFile(path: $0, byteCount: 0) }
  }
}
