import Foundation
import TensorInit
import TensorInitFoundation
import TestSupport
import Testing

@Suite("Files are named by URLs")
struct FileURLTests {
  @Test("to be written and read")
  func roundTrip() throws {
    try withTemporaryFolder { path in
      let folder = URL(filePath: path, directoryHint: .isDirectory)
      let tensor = try Tensor(shape: [2, 3], .normal(), using: Generator(seed: 1))

      // A name that a URL has in other letters than the file.
      let npy = folder.appending(path: "a b%41é.npy")
      try tensor.save(to: npy)
      #expect(FileManager.default.fileExists(atPath: "\(path)/a b%41é.npy"))
      #expect(try Tensor(contentsOf: npy).hasEqualElements(to: tensor))

      let file = URL(filePath: "model.safetensors", relativeTo: folder)
      let tensors: TensorDictionary = ["weight": tensor, "bias": try Tensor(zeros: [2])]
      try tensors.save(to: file, metadata: ["format": "pt"])
      #expect(try TensorDictionary(contentsOf: file).keys.sorted() == ["bias", "weight"])
      #expect(try Tensor(contentsOf: file, named: "weight").hasEqualElements(to: tensor))
      let reader = try CheckpointReader(url: file)
      #expect(reader.metadata["format"] == "pt")
      #expect(reader.path == "\(path)/model.safetensors")

      let npz = folder.appending(path: "pair.npz")
      try ["x": tensor, "y": tensor].save(to: npz)
      #expect(try CheckpointReader(url: npz).tensors.map(\.name) == ["x", "y"])

      let module = folder.appending(path: "module.safetensors")
      try Linear(2, 3).save(to: module)
      #expect(try TensorDictionary(contentsOf: module).keys.sorted() == ["bias", "weight"])

      let spec = TensorSpec(name: "a", shape: [4])
      let written = folder.appending(path: "written.safetensors")
      #expect(
        try CheckpointPlan(url: written, tensors: [spec]).paths
          == ["\(path)/written.safetensors"])
      let writer = try CheckpointWriter(url: written, tensors: [spec])
      try writer.write(.ones, named: "a")
      try writer.commit()
      #expect(try Tensor(contentsOf: written).doubles() == [1, 1, 1, 1])
    }
  }

  @Test(
    "and only files by theirs",
    arguments: [
      "https://example.com/model.safetensors", "model.safetensors", "data:,x",
      "file://elsewhere/model.safetensors", "ftp://localhost/a.npy",
    ])
  func others(text: String) throws {
    let url = try #require(URL(string: text))
    let calls: [() throws -> Void] = [
      { _ = try Tensor(contentsOf: url) }, { try Tensor(zeros: [1]).save(to: url) },
      { _ = try TensorDictionary(contentsOf: url) }, { try TensorDictionary().save(to: url) },
      { try ([:] as [String: Tensor]).save(to: url) }, { try Linear(1, 1).save(to: url) },
      { _ = try CheckpointReader(url: url) }, { _ = try CheckpointPlan(url: url, tensors: []) },
      { _ = try CheckpointWriter(url: url, tensors: []) },
    ]
    for call in calls {
      #expect {
        try call()
      } throws: {
        "\($0)" == "the URL is '\(text)'; expected that of a file on this machine"
      }
    }
  }

  @Test("with nothing that ends a file's name early", arguments: ["a%00.npy", "%FF.npy"])
  func odd(name: String) throws {
    let url = try #require(URL(string: "file:///tmp/\(name)"))
    #expect(throws: TensorInitError.self) { try Tensor(zeros: [1]).save(to: url) }
  }
}
