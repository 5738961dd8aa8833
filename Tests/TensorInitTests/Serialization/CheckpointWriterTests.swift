import Foundation
import Synchronization
import TensorInit
import TestSupport
import Testing

@Suite("A checkpoint whose tensors are initialized together")
struct CheckpointWriterTests {
  /// Each file's bytes, when `write` has written all tensors.
  private func files(
    _ format: String, of tensors: TensorDictionary, shardByteCount: Int? = nil,
    _ write: (CheckpointWriter) throws -> Void
  ) throws -> [Data] {
    var contents: [Data] = []
    try withTemporaryFolder { folder in
      let writer = try CheckpointWriter(
        path: "\(folder)/x.\(format)",
        tensors: tensors.namedTensors.map(\.spec), shardByteCount: shardByteCount)
      try write(writer)
      try writer.commit()
      contents = try writer.paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    }
    return contents
  }

  @Test(
    "has the bytes of tensors initialized in memory, with any number of threads",
    arguments: [1, 2, 7],
    [("safetensors", nil), ("safetensors", 1 << 20), ("npz", nil)]
      as [(name: String, shardByteCount: Int?)])
  func sameBytes(threads: Int, format: (name: String, shardByteCount: Int?)) throws {
    var tensors = TensorDictionary()
    for (name, tensor) in try SideBySideTests.mixed()
    where format.name != "npz" || tensor.dtype != .bfloat16 {
      tensors[name] = tensor
    }
    for generator in [Generator(seed: 3), .torch(seed: 3)] {
      let start = generator.copy()
      let declarations = try tensors.namedTensors.map(\.spec).map { spec in
        let rule = try #require(SideBySideTests.rules.first { $0.0.matches(spec) })
        // PyTorch makes no orthogonal matrices of 16 bits.
        let isWide = spec.dtype.byteCount > 2
        return TensorDeclaration(spec, isWide ? rule.1 : .normal())
      }
      let bytes = ByteCount()
      let together = try files(format.name, of: tensors, shardByteCount: format.shardByteCount) {
        try $0.write(declarations, using: generator, threads: threads) { _, count in
          bytes.add(count)
        }
      }
      for declaration in declarations {
        let name = declaration.spec.name
        try #require(tensors[name]).initialize(
          declaration.initializer, using: start.stream(named: name), threads: threads)
      }
      let inMemory = try files(format.name, of: tensors, shardByteCount: format.shardByteCount) {
        writer in
        for (name, tensor) in tensors { try writer.write(tensor, named: name) }
      }
      let isSame = together == inMemory
      #expect(isSame, "\(generator.algorithm)")
      #expect(bytes.value == tensors.reduce(0) { $0 + $1.tensor.byteCount })
    }
  }

  private static let specs = (0..<6).map {
    TensorSpec(name: "t\($0)", shape: [1], dtype: .int8)
  }

  /// A writer of six shards, each of which holds this value.
  private func shards(of value: Double, _ path: String) throws -> CheckpointWriter {
    let writer = try CheckpointWriter(path: path, tensors: Self.specs, shardByteCount: 1)
    for spec in Self.specs { try writer.write(.constant(value), named: spec.name) }
    return writer
  }

  private func values(_ paths: some Sequence<String>) throws -> Set<Double> {
    Set(
      try paths.flatMap { path in
        try TensorDictionary(contentsOf: path).flatMap { $0.tensor.doubles() }
      })
  }

  @Test("of which two that are written at once don't mix")
  func writers() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      for _ in 0..<30 {
        nonisolated(unsafe) let writers = try (1...3).map { try shards(of: Double($0), path) }
        DispatchQueue.concurrentPerform(iterations: 3) { try? writers[$0].commit() }
        let values = try values(writers[0].paths.dropLast())
        #expect(values.count == 1)
      }
    }
  }

  @Test("has no index while another program changes its shards")
  func disturbed() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try shards(of: 1, path).commit()
      let shard = folder + "/x-00001-of-00006.safetensors"
      let other = folder + "/other"
      let isDone = Mutex(false)
      let thread = Thread {
        while !isDone.withLock({ $0 }) {
          try? Data().write(to: URL(fileURLWithPath: other))
          rename(other, shard)
        }
      }
      thread.start()
      defer { isDone.withLock { $0 = true } }
      while (try? Data(contentsOf: URL(fileURLWithPath: shard)))?.isEmpty != true {}
      let error = #expect(throws: TensorInitError.self) {
        for _ in 0..<1000 { try shards(of: 2, path).commit() }
      }
      #expect(
        error?.description == "\(shard): can't write: another process writes a file of this name")
      #expect(!FileManager.default.fileExists(atPath: path + ".index.json"))
    }
  }

  @Test("refuses a tensor given twice, and one with a fault, before any is written")
  func faults() throws {
    let tensors: TensorDictionary = ["a": try Tensor(zeros: [4, 4]), "b": try Tensor(zeros: [4])]
    let generator = Generator(seed: 1)
    func declarations(_ initializers: KeyValuePairs<String, Initializer>) -> [TensorDeclaration] {
      initializers.map { name, initializer in
        .parameter(name, name == "a" ? [4, 4] : [4], initializer)
      }
    }
    _ = try files("safetensors", of: tensors) { writer in
      func fault(_ tensors: [TensorDeclaration]) -> String? {
        #expect(throws: TensorInitError.self) { try writer.write(tensors, using: generator) }?
          .description
      }
      #expect(
        fault(declarations(["a": .ones, "b": .ones, "a": .zeros]))
          == "a tensor's name is 'a' twice; expected names that differ")
      #expect(
        fault(declarations(["a": .kaimingNormal(), "b": .kaimingNormal()]))?
          .hasPrefix("'b': kaiming_normal: ") == true)
      #expect(
        fault(declarations(["a": .ones]) + [.parameter("b", [5], .ones)])
          == "'b': the tensor's shape is [5]; expected [4]")
      #expect(
        fault(declarations(["a": .ones]) + [.parameter("b", [4], .ones, dtype: .float64)])
          == "'b': the tensor's dtype is float64; expected float32")
      #expect(
        fault(declarations(["a": .ones]) + [.parameter("c", [4], .ones)])
          == "unknown tensor 'c'; expected one of a, b")
      // Had one been written, it could not be again.
      try writer.write(declarations(["a": .normal(), "b": .normal()]), using: generator)
    }
  }
}
