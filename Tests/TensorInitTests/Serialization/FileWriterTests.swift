import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A writer of one file")
struct FileWriterTests {
  private static let tensors = [
    TensorSpec(name: "a", shape: [2], dtype: .int8),
    TensorSpec(name: "b", shape: [300_000], dtype: .float64),
  ]

  /// Calls `body` with a writer, and expects that its file is not there before it is committed.
  private func withWriter(
    _ format: String = "safetensors", _ body: (CheckpointWriter, _ path: String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/x.\(format)"
      do {
        let writer = try CheckpointWriter(path: path, tensors: Self.tensors)
        #expect(!FileManager.default.fileExists(atPath: path))
        try body(writer, path)
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [] || files == ["x.\(format)"])
    }
  }

  @Test("gives them the order of the file, takes them in any, and writes what they hold")
  func order() throws {
    let a = try Tensor([1, 2] as [Int8])
    let b = try Tensor(zeros: [300_000], dtype: .float64)
    try b.initialize(.normal(), using: Generator(seed: 1))
    for isReversed in [false, true] {
      try withWriter { writer, path in
        #expect(writer.tensors.map(\.name) == ["b", "a"])
        for tensor in isReversed ? writer.tensors.reversed() : writer.tensors {
          try writer.write(tensor.name == "a" ? a : b, named: tensor.name)
        }
        try writer.commit()
        let file = try SafetensorsFile(path: path)
        #expect(file.elements(of: "a", as: Int8.self) == [1, 2])
        // Not within #expect, which would look for the differences of megabytes.
        let isSame = try file.elements(of: "b", as: Double.self) == [Double](b)
        #expect(isSame)
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect(size == writer.byteCount)
      }
    }
  }

  @Test(
    "initializes them as tensors are, and reports every byte",
    arguments: ["safetensors", "npz"], [1, 2, 7])
  func initialization(format: String, threads: Int) throws {
    let b = try Tensor(zeros: [300_000], dtype: .float64)
    try b.initialize(.normal(), using: Generator(seed: 1).stream(named: "b"))
    func file(_ write: (CheckpointWriter) throws -> Void) throws -> Data {
      var data = Data()
      try withWriter(format) { writer, path in
        try writer.write(Tensor([1, 1] as [Int8]), named: "a")
        try write(writer)
        try writer.commit()
        data = try Data(contentsOf: URL(fileURLWithPath: path))
      }
      return data
    }
    let expected = try file { try $0.write(b, named: "b") }
    let progress = ByteCount()
    let initialized = try file {
      try $0.write(.normal(), named: "b", using: Generator(seed: 1), threads: threads) {
        progress.add($0)
      }
    }
    let isSame = initialized == expected
    #expect(isSame)
    #expect(progress.value == 2_400_000)
  }

  @Test("moves the generator on as the same tensor in memory does")
  func generator() throws {
    let (first, second) = (Generator(seed: 1), Generator(seed: 1))
    try withWriter { writer, _ in
      try writer.write(.normal(), named: "b", using: first)
      let spec = try #require(writer.tensors.first { $0.name == "b" })
      let tensors: TensorDictionary = ["b": try Tensor(zeros: spec.shape, dtype: spec.dtype)]
      try tensors.initialize(.normal(), named: "b", using: second)
    }
    #expect(first.state == second.state)
    #expect(first.state != Generator(seed: 1).state)
  }

  @Test("leaves nothing behind when it is let go")
  func dropped() throws {
    try withWriter { writer, _ in
      try writer.write(.normal(), named: "b")
      try writer.write(.ones, named: "a")
    }
  }

  @Test("refuses what the file was not announced to hold")
  func faults() throws {
    try withWriter { writer, path in
      let a = try Tensor(zeros: [2], dtype: .int8)
      #expect(
        throws: TensorInitError.unknownName(
          kind: "tensor", given: "c", nearest: nil, known: ["b", "a"])
      ) { try writer.write(a, named: "c") }
      #expect(
        throws: TensorInitError.inTensor("'a'", .invalidShape(given: "[1]", expected: "[2]"))
      ) { try writer.write(Tensor(zeros: [1], dtype: .int8), named: "a") }
      #expect(
        throws: TensorInitError.inTensor(
          "'a'", .unsupportedDType(given: "uint8", expected: "int8"))
      ) { try writer.write(Tensor(zeros: [2], dtype: .uint8), named: "a") }
      #expect(
        throws: TensorInitError.inTensor(
          "'a'",
          .inCall(
            "normal", .unsupportedDType(given: "int8", expected: "a floating-point dtype")))
      ) { try writer.write(.normal(), named: "a") }
      try writer.write(a, named: "a")
      #expect(
        throws: TensorInitError.invalidArgument(
          argument: "'a'", given: "written already",
          expected: "each tensor to be written once")
      ) { try writer.write(.ones, named: "a") }
      #expect(
        throws: TensorInitError.invalidArgument(
          argument: "'b'", given: "not written",
          expected: "every tensor to be written before the file is finished")
      ) { try writer.commit() }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test(
    "refuses names and shapes that no file can have",
    arguments: [
      (
        "x.safetensors", [("a", [1]), ("a", [2])],
        "a tensor's name is 'a' twice; expected names that differ"
      ),
      (
        "x.safetensors", [("__metadata__", [1])],
        "safetensors: a tensor's name is __metadata__; expected another name, as the format uses "
          + "this one itself"
      ),
      (
        "x.npz", [(String(repeating: "n", count: 65_532), [1])],
        "npz: a tensor's name is 65532 bytes long; expected at most 65531 bytes"
      ),
      (
        "x.npz", [("a\0b", [1])],
        #"npz: a tensor's name is 'a\0b'; expected one without the character NUL"#
      ),
      (
        "x.npz", [("a.npy", [1]), ("a", [1])],
        "npz: a tensor's name is 'a.npy'; expected another name, as there is also a tensor 'a'"
      ),
      (
        "x.npz", [("a", [-1])],
        "'a': the tensor's shape is [-1]; expected sizes of 0 or more"
      ),
      (
        "x.safetensors", [("a", [1 << 59]), ("b", [1 << 59]), ("c", [1 << 59]), ("d", [1 << 59])],
        "safetensors: the size of the file is beyond 63 bits; expected less than 2^63 bytes"
      ),
      (
        "x.NPY", [("a", [1]), ("b", [1])],
        "npy: the number of tensors is 2; expected 1; .npz and .safetensors hold any number"
      ),
      (
        "x.tar.gz", [("a", [1])],
        "the name is 'x.tar.gz'; expected one that ends in .safetensors, .npz or .npy"
      ),
    ])
  func announcements(path: String, tensors: [(String, [Int])], message: String) throws {
    try withTemporaryFolder { folder in
      let tensors = tensors.map { TensorSpec(name: $0.0, shape: Shape($0.1)) }
      let error = #expect(throws: TensorInitError.self) {
        try CheckpointWriter(path: "\(folder)/\(path)", tensors: tensors)
      }
      let expected = message.replacing("'\(path)'", with: "'\(folder)/\(path)'")
      #expect(error?.description == expected)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [])
    }
  }
}

/// A sum that several threads add to.
final class ByteCount: @unchecked Sendable {
  private let lock = NSLock()
  private var sum = 0

  func add(_ count: Int) { lock.withLock { sum += count } }
  var value: Int { lock.withLock { sum } }
}
