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
      for stored in reader.tensors {
        let (read, written) = (try reader.tensor(named: stored.name), tensors[stored.name])
        #expect(
          try stored.spec == TensorSpec(name: stored.name, shape: read.shape, dtype: read.dtype))
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

  @Test(
    "also where a tensor has a dtype without arithmetic here: by name, shape and size",
    arguments: [
      ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8),
      ("F8_E4M3", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16),
      ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32), ("C64", 64),
      ("F64", 64), ("I64", 64), ("U64", 64),
    ])
  func everyDType(name: String, bitCount: Int) throws {
    let data = (0..<UInt8(bitCount)).map { $0 }
    let header =
      #"{"a":{"dtype":"\#(name)","shape":[2,4],"data_offsets":[0,\#(bitCount)]},"#
      + #""z":{"dtype":"U8","shape":[1],"data_offsets":[\#(bitCount),\#(bitCount + 1)]}}"#
    try withFile(safetensors(header, data + [7])) { path in
      let reader = try CheckpointReader(path: path)
      let stored = try #require(reader["a"])
      #expect(stored.shape == [2, 4])
      #expect(stored.storedDType == name)
      #expect(stored.byteCount == bitCount)
      #expect(stored.path == path)
      #expect(try reader.bytes(0..<bitCount, of: stored) == data)
      #expect(try reader.bytes(1..<3, of: stored) == [1, 2])
      if let dtype = stored.dtype {
        #expect(dtype.byteCount * 8 == bitCount)
        #expect(try reader.tensor(named: "a").dtype == dtype)
      } else {
        #expect(DType.allCases.allSatisfy { $0.byteCount * 8 != bitCount || !name.hasPrefix("I") })
        let fault =
          "'a': the tensor's dtype is \(name); expected one that the library computes with"
        for attempt in [
          { _ = try reader.tensor(named: "a") }, { _ = try stored.spec },
          { _ = try reader.elements(0..<1, of: stored) },
          { _ = try TensorDictionary(contentsOf: path) },
        ] {
          #expect { try attempt() } throws: { "\($0)" == fault }
        }
        #expect {
          try TensorList(contentsOf: path)
        } throws: {
          "\($0)" == "\(path): can't take its tensors: \(fault)"
        }
      }
      #expect(try reader.tensor(named: "z").doubles() == [7])
    }
  }

  @Test("in the two other forms that the reference implementation takes an entry in")
  func otherForms() throws {
    let header =
      #" {"__metadata__":null,"a":["F16",[1],[0,2]],"#
      + #""b":{"dtype":{"I8":null},"shape":[2],"data_offsets":[2,4]}}"#
    try withFile(safetensors(header, [0, 0x3c, 1, 2])) { path in
      let reader = try CheckpointReader(path: path)
      #expect(reader.metadataTexts.isEmpty)
      #expect(try reader.tensor(named: "a").doubles() == [1])
      #expect(try reader.tensor(named: "b").doubles() == [1, 2])
    }
  }

  @Test("with values nested as deep as the reference implementation takes them, and no deeper")
  func depth() throws {
    for (depth, isRead) in [(125, true), (126, false)] {
      let value =
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
      let header = #"{"a":{"x":\#(value),"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#
      try withFile(safetensors(header, [1])) { path in
        #expect(((try? CheckpointReader(path: path)) != nil) == isRead)
      }
    }
  }

  @Test("in parts, which are the whole's")
  func parts() throws {
    let tensor = try Tensor((0..<60).map { Float($0) }, shape: [3, 4, 5])
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try tensor.save(to: path, named: "a")
      let reader = try CheckpointReader(path: path)
      let stored = try #require(reader["a"])
      for range in [0..<0, 60..<60, 0..<60, 7..<8, 13..<41] {
        #expect(try reader.elements(range, of: stored) == range.map { Float($0) })
      }
      for (range, fault) in [
        (-1..<2, "elements is -1..<2; expected a range in 0..<60"),
        (59..<61, "elements is 59..<61; expected a range in 0..<60"),
        (0..<Int.max, "elements is 0..<9223372036854775807; expected a range in 0..<60"),
      ] {
        #expect {
          try reader.read(
            range, of: stored, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
        } throws: {
          "\($0)" == "'a': \(fault)"
        }
      }
      #expect {
        try reader.read(
          0..<1, of: stored, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
      } throws: {
        "\($0)" == "'a': the memory is 0 bytes; expected room for 4 bytes"
      }
    }
  }

  @Test("but not once it was written over")
  func replaced() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try Tensor(zeros: [4]).save(to: path, named: "a")
      let reader = try CheckpointReader(path: path)
      try Tensor(zeros: [4]).save(to: path, named: "b")
      #expect {
        try reader.tensor(named: "a")
      } throws: {
        "\($0)" == "\(path): can't read: it has changed since its header was read"
      }
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

extension CheckpointReader {
  func bytes(_ range: Range<Int>, of tensor: StoredTensor) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0xaa, count: range.count)
    try bytes.withUnsafeMutableBytes { try read(bytes: range, of: tensor, into: $0) }
    return bytes
  }

  func elements(_ range: Range<Int>, of tensor: StoredTensor) throws -> [Float] {
    var elements = [Float](repeating: .nan, count: range.count)
    try elements.withUnsafeMutableBytes { try read(range, of: tensor, into: $0) }
    return elements
  }
}

/// The bytes of a safetensors file of this header, which is not checked.
func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

/// Calls a function with the path of a file of these bytes.
func withFile(
  _ bytes: [UInt8], named name: String = "x.safetensors", _ body: (String) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try body(path)
  }
}
