import Foundation
import TensorInit
import TensorInitRecipes
import TestSupport
import Testing

@Suite("A recipe is read in Swift")
struct RecipeTests {
  private static let text = """
    name: small
    seed: 42
    dtype: float16
    tensors:
      layers.{0..1}.weight: {shape: [300, 20], initializer: "normal(std=0.02)"}
      bias: {shape: [3], initializer: zeros, dtype: float64}
      steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}
    """

  @Test("as its tensors and their initializers, in order")
  func declarations() throws {
    let recipe = try Recipe(text: Self.text, path: "folder/model.yaml")
    #expect(recipe.path == "folder/model.yaml")
    #expect(recipe.name == "small")
    #expect(recipe.seed == 42)
    #expect(
      recipe.tensors.map(\.spec) == [
        TensorSpec(name: "layers.0.weight", shape: [300, 20], dtype: .float16),
        TensorSpec(name: "layers.1.weight", shape: [300, 20], dtype: .float16),
        TensorSpec(name: "bias", shape: [3], dtype: .float64),
        TensorSpec(name: "steps", shape: [], dtype: .int64, isBuffer: true),
      ])
    let normal = "\(Initializer.normal(std: 0.02))"
    #expect(recipe.tensors.map { "\($0.initializer)" } == [normal, normal, "zeros", "zeros"])
    #expect(recipe.byteCount == 2 * 300 * 20 * 2 + 3 * 8 + 8)
    #expect(recipe.parameterCount == 2 * 300 * 20 + 3)
    #expect(recipe.bufferCount == 1)
  }

  @Test("but not of a path that the system would cut at the character NUL")
  func path() throws {
    try withTemporaryFolder { folder in
      try Data(Self.text.utf8).write(to: URL(fileURLWithPath: folder + "/x.yaml"))
      let error = #expect(throws: TensorInitError.self) {
        try Recipe(contentsOf: folder + "/x.yaml\0.yaml")
      }
      #expect(
        error?.description
          == "the path is '\(folder)/x.yaml\\0.yaml'; expected one without the character NUL")
    }
  }

  @Test("with the name of its file, and no seed, where it says neither")
  func defaults() throws {
    let recipe = try Recipe(
      text: "tensors:\n  a: {shape: [4], initializer: normal}\n", path: "folder/model.yaml")
    #expect(recipe.name == "model")
    #expect(recipe.seed == nil)
    #expect(recipe.tensors.map(\.spec) == [TensorSpec(name: "a", shape: [4])])
  }

  @Test("and written to the bytes that the command writes", arguments: ["ars", "philox", "torch"])
  func bytes(generator: String) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/recipe.yaml"
      try Data(Self.text.utf8).write(to: URL(fileURLWithPath: path))
      let algorithm = try #require(Generator.Algorithm(rawValue: generator))
      let recipe = try Recipe(contentsOf: path, for: algorithm)
      let result = try await run(
        builtExecutable("tensor-init"),
        [
          "checkpoint", "recipe.yaml", "--generator", generator, "--output", "command.safetensors",
          "--shard-size", "13kB",
        ],
        workingDirectory: folder)
      #expect(result.exitStatus == 0, "\(result.standardError)")
      func shards(_ name: String) -> [String] {
        (1...2).map { "\(folder)/\(name)-0000\($0)-of-00002.safetensors" }
      }
      let metadata = try SafetensorsFile(path: shards("command")[0]).metadata
      let writer = try CheckpointWriter(
        path: folder + "/swift.safetensors", tensors: recipe.tensors.map(\.spec),
        shardByteCount: 13_000, metadata: metadata)
      try writer.write(
        recipe.tensors, using: Generator(algorithm: algorithm, seed: recipe.seed ?? 0))
      try writer.commit()
      func contents(_ paths: [String]) throws -> [Data] {
        try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
      }
      #expect(writer.paths.dropLast() == shards("swift")[...])
      let isSame = try contents(shards("swift")) == contents(shards("command"))
      #expect(isSame)
    }
  }

  @Test(
    "of which a fault has its place",
    arguments: [
      ("tensors:\n  a: {shape: [2], initializer: zeors}\n", 2, 32),
      ("tensors:\n  é: {shape: [2], initializer: eye}\n", 2, 32),
      ("tensors:\n  a: [\n", 3, 1), ("seed: -1\n", 1, 7), ("", 1, 1),
    ])
  func faults(text: String, line: Int, column: Int) throws {
    let error = #expect(throws: TensorInitError.self) { try Recipe(text: text, path: "r.yaml") }
    guard case .invalidContents("r.yaml", line, column, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("of which two names with one stream are refused")
  func sharedStream() throws {
    let text = """
      tensors:
        layers.upc_vSrxz6f: {shape: [2], initializer: normal}
        other: {shape: [2], initializer: normal}
        layers.GSikq-Ppff0: {shape: [2], initializer: normal}
      """
    let error = #expect(throws: TensorInitError.self) { try Recipe(text: text, path: "r.yaml") }
    guard case .invalidContents("r.yaml", 2, 3, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(
      reason.hasPrefix("the stream of 'layers.upc_vSrxz6f' is that of 'layers.GSikq-Ppff0' too"))
    // PyTorch's generators have no streams.
    #expect(try Recipe(text: text, path: "r.yaml", for: .torch).tensors.count == 3)
  }

  @Test("for the generator that its tensors are to draw from")
  func algorithm() throws {
    let text = "tensors:\n  a: {shape: [4, 4], initializer: orthogonal, dtype: float16}\n"
    #expect(try Recipe(text: text, path: "r.yaml").tensors.count == 1)
    #expect(throws: TensorInitError.self) { try Recipe(text: text, path: "r.yaml", for: .torch) }
  }

  @Test("unless there is no file")
  func noFile() {
    #expect(
      throws: TensorInitError.fileFailure(
        path: "/none.yaml", operation: "read", reason: "No such file or directory")
    ) { try Recipe(contentsOf: "/none.yaml") }
  }
}
