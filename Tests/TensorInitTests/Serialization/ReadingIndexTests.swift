import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A checkpoint of several files is read by its index")
struct ReadingIndexTests {
  /// Calls a function with a folder of two shards, `a` and `b` in the one and `c` in the other.
  private func withShards(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try ["a": Tensor([1, 2]), "b": Tensor([3])].save(
        to: folder + "/1.safetensors", metadata: ["k": "1", "x": "y"])
      try ["c": Tensor([4])].save(to: folder + "/2.safetensors", metadata: ["k": "2", "z": ""])
      try body(folder)
    }
  }

  private func index(_ map: String, in folder: String) throws -> String {
    let path = folder + "/x.index.json"
    try Data(#"{"metadata":{"total_size":16},"weight_map":{\#(map)}}"#.utf8)
      .write(to: URL(fileURLWithPath: path))
    return path
  }

  private let wholeMap =
    #""c":"2.safetensors","a":"1.safetensors","b":"1.safetensors""#

  @Test("file by file, as if it were one")
  func whole() throws {
    try withShards { folder in
      let path = try index(wholeMap, in: folder)
      let reader = try CheckpointReader(path: path)
      #expect(reader.path == path)
      #expect(reader.paths == [folder + "/1.safetensors", folder + "/2.safetensors"])
      #expect(reader.tensors.map(\.name) == ["a", "b", "c"])
      #expect(reader.tensors.map(\.path) == [0, 0, 1].map { reader.paths[$0] })
      #expect(reader.metadata == ["k": "1", "x": "y", "z": ""])
      let values = try TensorDictionary(contentsOf: path).map { $0.tensor.doubles() }
      #expect(values == [[1, 2], [3], [4]])
      #expect(try TensorList(contentsOf: path).tensors.map(\.name) == ["a", "b", "c"])
    }
  }

  @Test("as the library writes it")
  func written() throws {
    try withTemporaryFolder { folder in
      let specs = (0..<20).map { TensorSpec(name: "t\($0)", shape: [$0, 3]) }
      let writer = try CheckpointWriter(
        path: folder + "/m.safetensors", tensors: specs, shardByteCount: 400)
      let generator = Generator(seed: 1)
      try writer.write(specs.map { TensorDeclaration($0, .normal(std: 1)) }, using: generator)
      try writer.commit()
      let reader = try CheckpointReader(path: folder + "/m.safetensors.index.json")
      #expect(reader.paths.count > 3)
      #expect(Set(reader.tensors.map(\.name)) == Set(specs.map(\.name)))
      for spec in specs {
        let expected = try Tensor(zeros: spec.shape)
        let named: TensorDictionary = [spec.name: expected]
        try named.initialize(.normal(std: 1), named: spec.name, using: Generator(seed: 1))
        #expect(try reader.tensor(named: spec.name).doubles() == expected.doubles())
      }
    }
  }

  @Test("with the tensors that the index doesn't list, as transformers loads them")
  func unlisted() throws {
    try withShards { folder in
      let reader = try CheckpointReader(path: try index(#""a":"1.safetensors""#, in: folder))
      #expect(reader.tensors.map(\.name) == ["a", "b"])
    }
  }

  @Test("in folders below its own, but in no other")
  func folders() throws {
    try withShards { folder in
      let below = folder + "/below"
      try FileManager.default.createDirectory(atPath: below, withIntermediateDirectories: false)
      try FileManager.default.copyItem(
        atPath: folder + "/2.safetensors", toPath: below + "/2.safetensors")
      let path = try index(#""c":"below/2.safetensors""#, in: folder)
      #expect(try CheckpointReader(path: path).tensors.map(\.name) == ["c"])
      for shard in [
        "../x/2.safetensors", "below/../2.safetensors", "\(folder)/2.safetensors",
        "./2.safetensors",
        "below//2.safetensors", "..", "", "2.safetensors/", "2.npz", "2", "2.safetensors\\u0000",
      ] {
        let path = try index(#""c":"\#(shard)""#, in: folder)
        #expect {
          try CheckpointReader(path: path)
        } throws: {
          "\($0)".hasPrefix("\(path): can't read: a shard is '")
            && "\($0)".hasSuffix("'; expected a .safetensors file in the index's folder")
        }
      }
    }
  }

  @Test("and what is missing or twice in it is an error")
  func faults() throws {
    try withShards { folder in
      try FileManager.default.copyItem(
        atPath: folder + "/2.safetensors", toPath: folder + "/3.safetensors")
      for (map, fault) in [
        (
          #""a":"4.safetensors""#, "\(folder)/4.safetensors: can't open: No such file or directory"
        ),
        (
          wholeMap + #","d":"1.safetensors""#,
          "\(folder)/x.index.json: can't read: there is no tensor 'd' in \(folder)/1.safetensors"
        ),
        (
          #""a":"1.safetensors","b":"2.safetensors""#,
          "\(folder)/x.index.json: can't read: there is no tensor 'b' in \(folder)/2.safetensors"
        ),
        (
          wholeMap + #","e":"3.safetensors""#,
          "\(folder)/x.index.json: can't read: there is a tensor 'c' in \(folder)/2.safetensors and "
            + "in \(folder)/3.safetensors"
        ),
        (
          #""a":"1.safetensors","\u0061":"1.safetensors""#,
          "\(folder)/x.index.json: can't read: weight_map: a: the tensor is given twice"
        ),
        (
          #""a":1"#,
          "\(folder)/x.index.json: can't read: weight_map: a: expected a string at byte 48"
        ),
        (
          "},\"weight_map\":{",
          "\(folder)/x.index.json: can't read: weight_map: the key is given twice"
        ),
      ] {
        let path = try index(map, in: folder)
        #expect {
          try CheckpointReader(path: path)
        } throws: {
          "\($0)" == fault
        }
      }
      let path = folder + "/x.index.json"
      try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
      #expect {
        try CheckpointReader(path: path)
      } throws: {
        "\($0)" == "\(path): can't read: it has no 'weight_map'"
      }
      #expect(truncate(path, 256_000_001) == 0)
      #expect {
        try CheckpointReader(path: path)
      } throws: {
        "\($0)" == "\(path): can't read: it has more than 256000000 bytes"
      }
    }
  }

  @Test("while a name of another kind is an error")
  func otherKinds() {
    for name in ["model.bin", "model.json", "model", "x.index", "npy"] {
      #expect {
        try CheckpointReader(path: name)
      } throws: {
        "\($0)"
          == "the name is '\(name)'; expected one that ends in .safetensors, .npz, .npy or .index.json"
      }
    }
  }
}
