import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A NumPy file")
struct NumPyTests {
  private func saved(_ tensors: [String: Tensor], _ format: String) throws -> [UInt8] {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.\(format)"
      try tensors.save(to: path)
      return try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    }
  }

  /// The header of version 1.0 that is padded to 128 bytes in all.
  private func header(_ description: String) -> [UInt8] {
    let text = description.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
  }

  @Test("of one tensor is byte for byte what the format says")
  func npy() throws {
    #expect(
      try saved(["x": Tensor([1, 2, 3, 4, 5, 6] as [Int16], shape: [2, 3])], "npy")
        == header("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }")
        + [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])
    #expect(
      try saved(["x": Tensor([true])], "npy")
        == header("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }") + [1])
  }

  @Test("of several is a zip archive, byte for byte")
  func npz() throws {
    let member =
      header("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }") + [1, 2, 3]
    // CRC-32 of these bytes as zlib computes it.
    let checksum: [UInt8] = [0x2a, 0xe3, 0x8e, 0xb1]
    // Version 2.0, no flags, stored, midnight of 1 January 1980; checksum, both sizes, lengths.
    let description: [UInt8] =
      [20, 0, 0, 0, 0, 0, 0, 0, 33, 0] + checksum + [131, 0, 0, 0, 131, 0, 0, 0, 5, 0, 0, 0]
    let local = [0x50, 0x4b, 3, 4] + description + Array("w.npy".utf8) + member
    let central: [UInt8] =
      [0x50, 0x4b, 1, 2, 45, 0] + description + [UInt8](repeating: 0, count: 14)
      + Array("w.npy".utf8)
    let end: [UInt8] =
      [0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 51, 0, 0, 0, 166, 0, 0, 0, 0, 0]
    let file = try saved(["w": Tensor([1, 2, 3] as [UInt8])], "npz")
    #expect(file == local + central + end)
  }

  @Test("of 2 to the 16 dimensions has a header of version 2.0")
  func longHeader() throws {
    let shape = Shape(Array(repeating: 1, count: 1 << 16))
    let file = try saved(["x": Tensor([7] as [UInt8], shape: shape)], "npy")
    let length = file[8..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(file[6..<8] == [2, 0])
    #expect((12 + length) % 64 == 0)
    #expect(file.count == 12 + length + 1)
    #expect(file.last == 7)
    #expect(file[12 + length - 1] == UInt8(ascii: "\n"))
  }

  @Test("has no bfloat16", arguments: ["npy", "npz"])
  func bfloat16(format: String) throws {
    let tensor = try Tensor(zeros: [2], dtype: .bfloat16)
    let fault = TensorInitError.inCall(
      format,
      .unsupportedDType(
        given: "bfloat16",
        expected: "a dtype that NumPy has; a .safetensors file holds bfloat16"))
    #expect(throws: format == "npy" ? fault : .inTensor("'x'", fault)) {
      try saved(["x": tensor], format)
    }
  }

  @Test("as npy has exactly one tensor", arguments: [0, 2])
  func oneTensor(count: Int) throws {
    let tensor = try Tensor(zeros: [2])
    let tensors = Dictionary(uniqueKeysWithValues: (0..<count).map { ("\($0)", tensor) })
    #expect(
      throws: TensorInitError.inCall(
        "npy",
        .invalidArgument(
          argument: "the number of tensors", given: "\(count)",
          expected: "1; .npz and .safetensors hold any number"))
    ) { try saved(tensors, "npy") }
  }
}
