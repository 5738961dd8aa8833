import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A safetensors file")
struct SafetensorsTests {
  @Test("is byte for byte what the format says")
  func bytes() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try ["b": Tensor([1, 2] as [Float]), "a": Tensor([3] as [Int8])]
        .save(to: path, metadata: ["seed": "7"])
      let json =
        #"{"__metadata__":{"seed":"7"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""a":{"dtype":"I8","shape":[1],"data_offsets":[8,9]}}"#
      #expect(json.utf8.count == 134)
      let header: [UInt8] = [136, 0, 0, 0, 0, 0, 0, 0] + Array((json + "  ").utf8)
      let data: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 3]
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == header + data)
    }
  }

  @Test("holds every dtype and shape, each tensor aligned to its elements")
  func everyDType() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      var tensors: [String: Tensor] = [:]
      for (index, dtype) in DType.allCases.enumerated() {
        for (name, shape) in [("scalar", []), ("odd", [3, 1, 5]), ("empty", [2, 0])] {
          let tensor = try Tensor(zeros: Shape(shape), dtype: dtype)
          try tensor.initialize(.constant(dtype == .bool ? 1 : Double(index)))
          tensors["\(name) \(dtype)"] = tensor
        }
      }
      try tensors.save(to: path)
      let file = try SafetensorsFile(path: path)
      let names: [DType: String] = [
        .float32: "F32", .float64: "F64", .float16: "F16", .bfloat16: "BF16", .int8: "I8",
        .int16: "I16", .int32: "I32", .int64: "I64", .uint8: "U8", .bool: "BOOL",
      ]
      #expect(file.entries.count == tensors.count)
      for (name, tensor) in tensors {
        let entry = try #require(file.entries[name])
        #expect(entry.dtype == names[tensor.dtype])
        #expect(entry.shape == Array(tensor.shape))
        #expect(entry.range.lowerBound % tensor.dtype.byteCount == 0)
        #expect(file.bytes(of: name) == tensor.withUnsafeMutableBytes { Array($0) })
      }
      #expect(file.metadata.isEmpty)
    }
  }

  @Test(
    "keeps names and texts of any characters",
    arguments: ["a b", "\"", "\\", "/", "\n\t\u{1}", "größe 重み 🏋️", "{0}", ""])
  func names(name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try Tensor([1.5]).save(to: path, named: name, metadata: ["k " + name: "v " + name])
      let file = try SafetensorsFile(path: path)
      #expect(file.elements(of: name, as: Double.self) == [1.5])
      #expect(file.metadata == ["k " + name: "v " + name])
    }
  }

  @Test("may have no tensors")
  func empty() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try [String: Tensor]().save(to: path)
      let file = try SafetensorsFile(path: path)
      #expect(file.header == "{}      ")
      #expect(file.entries.isEmpty)
    }
  }

  @Test("has a longest header")
  func longHeader() throws {
    let name = String(repeating: "x", count: 1_000_000)
    let tensors = (0..<101).map {
      TensorSpec(name: "\(name)\($0)", shape: [], dtype: .int8)
    }
    #expect(
      throws: TensorInitError.inCall(
        "safetensors",
        .invalidArgument(
          argument: "the header", given: "101005432 bytes long",
          expected: "at most 100000000 bytes: fewer tensors or shorter names"))
    ) {
      try CheckpointPlan(path: "x.safetensors", tensors: tensors)
    }
  }
}
