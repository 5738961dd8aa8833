import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A safetensors file is read")
struct ReadingSafetensorsTests {
  private func bytes(_ tensor: Tensor) -> [UInt8] { tensor.withUnsafeMutableBytes { Array($0) } }

  @Test("as it was written: every dtype, shape, name and text")
  func roundTrip() throws {
    var tensors: [String: Tensor] = [:]
    for dtype in DType.allCases {
      for (name, shape) in [("scalar", []), ("größe 重み \"", [3, 1, 5]), ("empty", [2, 0])] {
        let tensor = try Tensor(zeros: Shape(shape), dtype: dtype)
        try tensor.initialize(.random(low: 0, high: 2), using: Generator(seed: 1))
        tensors["\(name) \(dtype)"] = tensor
      }
    }
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try tensors.save(to: path, metadata: ["a": "b\n"])
      let reader = try CheckpointReader(path: path)
      #expect(reader.metadata == ["a": "b\n"])
      #expect(Set(reader.tensors.map(\.name)) == Set(tensors.keys))
      for spec in reader.tensors {
        let (read, written) = (try reader.tensor(named: spec.name), tensors[spec.name])
        #expect(read.shape == written?.shape)
        #expect(read.dtype == written?.dtype)
        #expect(bytes(read) == written.map(bytes))
      }
    }
  }

  @Test("with every escape of JSON, white space, and members that it doesn't know")
  func json() throws {
    let header = #"""
      { "__metadata__" : { "\u0065\u0301" : "\"\\\/\b\f\n\r\t" , "\u00e9" : "\ud83d\ude00" } ,
        "\u00E9 \ud834\udd1e" : { "more" : { "x" : [ null , true , false , -1.5e+3 , "]" , [ ] , { } ] } ,
        "data_offsets" : [ 0 , 2 ] , "shape" : [ 1, 2 ] , "dtype" : "U8" } }
      """#
    try withFile(safetensors(header, [5, 6])) { path in
      let reader = try CheckpointReader(path: path)
      #expect(reader.tensors.map { Array($0.name.utf8) } == [Array("é 𝄞".utf8)])
      #expect(try reader.tensor(named: "é 𝄞").doubles() == [5, 6])
      #expect(
        reader.metadataTexts.map { Array($0.key.utf8) } == [Array("e\u{301}".utf8), [0xc3, 0xa9]])
      #expect(reader.metadataTexts.map(\.value) == ["\"\\/\u{8}\u{c}\n\r\t", "😀"])
      #expect(reader.metadata.count == 1)
    }
  }

  @Test("in the order of its data, whatever the header's")
  func order() throws {
    let header =
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"#
      + #""a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
      + #""0":{"dtype":"U8","shape":[],"data_offsets":[3,4]},"#
      + #""e":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}"#
    try withFile(safetensors(header, [5, 6, 7, 8])) { path in
      let tensors = try TensorDictionary(contentsOf: path)
      #expect(tensors.names == ["a", "e", "b", "0"])
      #expect(tensors.map { $0.tensor.doubles() } == [[5, 6], [], [7], [8]])
    }
  }

  @Test("with any other byte than 0 for true")
  func bools() throws {
    let header = #"{"a":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}"#
    try withFile(safetensors(header, [0, 1, 2, 255])) { path in
      let tensor = try TensorDictionary(contentsOf: path)["a"]
      #expect(try tensor.map { try [Bool]($0) } == [false, true, true, true])
    }
  }

  @Test("tensor by tensor, by names that it has")
  func unknownName() throws {
    try withFile(safetensors("{}", [])) { path in
      let count = try TensorDictionary(contentsOf: path).count
      #expect(count == 0)
      #expect(throws: TensorInitError.self) {
        try CheckpointReader(path: path).tensor(named: "weight")
      }
    }
  }

  @Test(
    "as Python's safetensors writes it",
    .enabled("needs safetensors") {
      let result = try? await run("/usr/bin/env", ["python3", "-c", "import safetensors, numpy"])
      return result?.exitStatus == 0
    })
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        import numpy
        from safetensors.numpy import save_file
        save_file({'w': numpy.arange(6, dtype='f4').reshape(2, 3), 'i': numpy.array(-7)},
          'x.safetensors', metadata={'k': 'v'})
        """
      let result = try await run(
        "/usr/bin/env", ["python3", "-c", script], workingDirectory: folder)
      #expect(result.exitStatus == 0, "\(result.standardError)")
      let reader = try CheckpointReader(path: folder + "/x.safetensors")
      #expect(reader.metadata == ["k": "v"])
      #expect(try reader.tensor(named: "w").nested(as: [[Float]].self) == [[0, 1, 2], [3, 4, 5]])
      #expect(try reader.tensor(named: "i").nested(as: Int.self) == -7)
    }
  }
}

/// The bytes of a safetensors file of this header, which is not checked.
func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

/// Calls a function with the path of a file of these bytes.
func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
  try withTemporaryFolder { folder in
    let path = folder + "/x.safetensors"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try body(path)
  }
}
