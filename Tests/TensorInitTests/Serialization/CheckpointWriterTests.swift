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

  @Test(
    "is committed once: whatever is asked of its writer then is an error, and the files stay",
    arguments: [("safetensors", 1), ("safetensors", nil), ("npz", nil)]
      as [(String, shardByteCount: Int?)])
  func committed(format: String, shardByteCount: Int?) throws {
    try withTemporaryFolder { folder in
      let writer = try CheckpointWriter(
        path: "\(folder)/x.\(format)", tensors: Self.specs, shardByteCount: shardByteCount)
      for spec in Self.specs { try writer.write(.constant(1), named: spec.name) }
      try writer.commit()
      func contents() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Dictionary(
          uniqueKeysWithValues: try names.map {
            ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
          })
      }
      let before = try contents()
      #expect(before.count == writer.paths.count)
      let calls: [() throws -> Void] = [
        writer.commit, writer.commit,
        { try writer.write(.ones, named: "t0") },
        { try writer.write(.ones, named: "unknown") },
        { try writer.write(Tensor(zeros: [1], dtype: .int8), named: "t0") },
        { try writer.write([.parameter("t0", [1], .ones, dtype: .int8)]) },
        { try writer.write([]) },
      ]
      for call in calls {
        let error = #expect(throws: TensorInitError.self) { try call() }
        #expect(
          error?.description == "the writer is committed already; expected no call after commit()")
      }
      #expect(try contents() == before)
    }
  }

  @Test("of so many shards that they can't all be open appears as a whole, or not at all")
  func manyShards() throws {
    let specs = (0..<300).map { TensorSpec(name: "t\($0)", shape: [100], dtype: .float32) }
    func files(in folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
    func openFiles() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      func writer() throws -> CheckpointWriter {
        let before = try? openFiles()
        let writer = try CheckpointWriter(path: path, tensors: specs, shardByteCount: 1)
        try writer.write(
          specs.map { TensorDeclaration($0, .normal()) }, using: Generator(seed: 4), threads: 2)
        // Other tests open files meanwhile, but not so many.
        if let before { #expect(try openFiles() - before < 150) }
        let hidden = try files(in: folder).filter { $0.hasPrefix(".tensor-init-") }
        #expect(hidden.count == 1)
        return writer
      }
      _ = try writer()
      #expect(try files(in: folder) == [])

      // The value of a shard of an earlier checkpoint is replaced, too.
      try Tensor([1.0]).save(to: folder + "/x-00007-of-00300.safetensors")
      let whole = try writer()
      try whole.commit()
      #expect(try files(in: folder).count == 301)
      #expect(throws: TensorInitError.self) { try whole.commit() }
      #expect(try files(in: folder).count == 301)
      for (spec, shard) in zip(specs, whole.paths) {
        let expected = try Tensor(zeros: spec.shape)
        try expected.initialize(.normal(), using: Generator(seed: 4).stream(named: spec.name))
        let written = try TensorDictionary(contentsOf: shard)
        #expect(written[spec.name]?.doubles() == expected.doubles())
      }

      try FileManager.default.removeItem(atPath: whole.paths[298])
      try FileManager.default.createDirectory(
        atPath: whole.paths[298], withIntermediateDirectories: false)
      #expect(throws: TensorInitError.self) { try writer() }
      try FileManager.default.removeItem(atPath: whole.paths[298])
      do {
        let again = try writer()
        try FileManager.default.createDirectory(
          atPath: whole.paths[298], withIntermediateDirectories: false)
        #expect(throws: TensorInitError.self) { try again.commit() }
        #expect(!FileManager.default.fileExists(atPath: path + ".index.json"))
        try FileManager.default.removeItem(atPath: whole.paths[298])
        try again.commit()
        #expect(FileManager.default.fileExists(atPath: path + ".index.json"))
      }
      #expect(try files(in: folder).count == 301)
    }
  }

  @Test("can be committed again where that failed and the reason is gone")
  func committedAgain() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      let writer = try shards(of: 1, path)
      let obstacle = folder + "/x-00004-of-00006.safetensors"
      try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
      #expect(throws: TensorInitError.self) { try writer.commit() }
      #expect(!FileManager.default.fileExists(atPath: path + ".index.json"))
      try FileManager.default.removeItem(atPath: obstacle)
      try writer.commit()
      #expect(try values(writer.paths.dropLast()) == [1])
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files.count == 7)
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
