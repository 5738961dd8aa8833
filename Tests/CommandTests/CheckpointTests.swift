import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("checkpoint initializes a model into a file")
struct CheckpointTests {
  /// Tensors of many kinds, some of which take several threads.
  static let recipe = """
    name: mixed
    seed: 42
    tensors:
      z.{0..1}.weight: {shape: [300, 1000], initializer: normal(std=0.02)}
      b.bias: {shape: [17], initializer: "uniform(-1, 1)", dtype: float64}
      half: {shape: [333, 999], initializer: kaiming_uniform, dtype: bfloat16}
      sparse: {shape: [100, 70], initializer: sparse(0.5), dtype: float16}
      ids: {shape: [1001], initializer: random(100), dtype: int16}
      mask: {shape: [7], initializer: bernoulli, dtype: bool, buffer: true}
      steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}
      none: {shape: [0, 3], initializer: normal}
    """

  private func checkpoint(
    _ folder: String, _ arguments: String..., output: String = "x.safetensors"
  ) async throws -> Data {
    let result = try await run(
      builtExecutable("tensor-init"),
      ["checkpoint", "recipe.yaml", "--quiet", "--output", output] + arguments,
      workingDirectory: folder)
    expectSuccess(result)
    #expect(result.standardOutput.isEmpty)
    return try contents("\(folder)/\(output)")
  }

  @Test("of PyTorch's generator with the values that they draw in the recipe's order")
  func torch() async throws {
    try await withRecipe(Self.recipe) { folder in
      let bytes = try await checkpoint(folder, "--generator", "torch")
      #expect(try await checkpoint(folder, "--generator", "torch", "--threads", "1") == bytes)
      let file = try SafetensorsFile(path: folder + "/x.safetensors")
      #expect(file.metadata["generator"] == "torch")
      #expect(file.metadata["stream_version"] == nil && file.metadata["stream_frozen"] == nil)
      let generator = Generator.torch(seed: 42)
      let tensors: [(String, Initializer, Shape, DType)] = [
        ("z.0.weight", .normal(std: 0.02), [300, 1000], .float32),
        ("z.1.weight", .normal(std: 0.02), [300, 1000], .float32),
        ("b.bias", .uniform(low: -1, high: 1), [17], .float64),
        ("half", .kaimingUniform(), [333, 999], .bfloat16),
      ]
      for (name, initializer, shape, dtype) in tensors {
        let tensor = try Tensor(zeros: shape, dtype: dtype)
        try tensor.initialize(initializer, using: generator)
        let isSame = file.bytes(of: name) == tensor.withUnsafeMutableBytes { Array($0) }
        #expect(isSame, "\(name)")
      }
    }
  }

  @Test("with the values that each tensor has from the stream of its name")
  func values() async throws {
    try await withRecipe(Self.recipe) { folder in
      _ = try await checkpoint(folder)
      let file = try SafetensorsFile(path: folder + "/x.safetensors")
      #expect(
        Set(file.entries.keys) == [
          "z.0.weight", "z.1.weight", "b.bias", "half", "sparse", "ids", "mask", "steps", "none",
        ])
      func expect(
        _ name: String, _ initializer: Initializer, _ shape: Shape, _ dtype: DType
      ) throws {
        let tensor = try Tensor(zeros: shape, dtype: dtype)
        try tensor.initialize(initializer, using: Generator(seed: 42).stream(named: name))
        // Not within #expect, which would look for the differences of megabytes.
        let isSame = file.bytes(of: name) == tensor.withUnsafeMutableBytes { Array($0) }
        #expect(isSame, "\(name)")
        #expect(file.entries[name]?.shape == Array(shape))
      }
      try expect("z.0.weight", .normal(std: 0.02), [300, 1000], .float32)
      try expect("z.1.weight", .normal(std: 0.02), [300, 1000], .float32)
      try expect("b.bias", .uniform(low: -1, high: 1), [17], .float64)
      try expect("half", .kaimingUniform(), [333, 999], .bfloat16)
      try expect("sparse", .sparse(sparsity: 0.5), [100, 70], .float16)
      try expect("ids", .random(high: 100), [1001], .int16)
      try expect("mask", .bernoulli(), [7], .bool)
      try expect("steps", .zeros, [], .int64)
      try expect("none", .normal(), [0, 3], .float32)
    }
  }

  @Test("that says where it comes from")
  func metadata() async throws {
    try await withRecipe(Self.recipe) { folder in
      _ = try await checkpoint(folder)
      var expected = [
        "seed": "42", "generator": "ars", "stream_version": "\(Generator.streamVersion)",
        "stream_frozen": "true", "recipe": "mixed", "format": "pt",
      ]
      func metadata() throws -> (digest: String?, others: [String: String]) {
        var texts = try SafetensorsFile(path: folder + "/x.safetensors").metadata
        return (texts.removeValue(forKey: "plan_digest"), texts)
      }
      let (digest, others) = try metadata()
      #expect(digest?.count == 64)
      #expect(others == expected)
      _ = try await checkpoint(folder, "--seed", "18446744073709551615")
      expected["seed"] = "18446744073709551615"
      #expect(try metadata().others == expected)
      #expect(try metadata().digest != digest)
    }
  }

  @Test("named after the recipe's file, with a fresh seed, where the recipe says neither")
  func defaults() async throws {
    try await withRecipe("tensors:\n  a: {shape: [4], initializer: normal}\n") { folder in
      var seeds: Set<String?> = []
      for _ in 0..<2 {
        let file = try await checkpoint(folder)
        let metadata = try SafetensorsFile(path: folder + "/x.safetensors").metadata
        #expect(metadata["recipe"] == "recipe")
        let seed = try #require(metadata["seed"])
        seeds.insert(seed)
        #expect(try await checkpoint(folder, "--seed", seed) == file)
      }
      #expect(seeds.count == 2)
    }
  }

  @Test("the same with any number of threads, and in any run", arguments: ["safetensors", "npz"])
  func threads(format: String) async throws {
    // NumPy has no bfloat16.
    let recipe = Self.recipe.replacing("bfloat16", with: "float16")
    try await withRecipe(recipe) { folder in
      let output = "x.\(format)"
      let expected = try await checkpoint(folder, output: output)
      #expect(expected.count > 3_000_000)
      for threads in ["1", "2", "7"] {
        let file = try await checkpoint(folder, "--threads", threads, output: output)
        let isSame = file == expected
        #expect(isSame, "\(threads) threads")
      }
      let other = try await checkpoint(folder, "--seed", "43", output: output)
      let isOther = other != expected
      #expect(isOther)
    }
  }

  @Test("in which a tensor's values don't depend on the others")
  func independence() async throws {
    try await withTemporaryFolder { folder in
      func tensors(_ lines: [String]) async throws -> SafetensorsFile {
        let recipe = "seed: 1\ntensors:\n" + lines.map { "  \($0)\n" }.joined()
        try Data(recipe.utf8).write(to: URL(fileURLWithPath: folder + "/recipe.yaml"))
        _ = try await checkpoint(folder)
        return try SafetensorsFile(path: folder + "/x.safetensors")
      }
      let first = "a: {shape: [100], initializer: normal}"
      let second = "c: {shape: [100], initializer: normal}"
      let added = "b.{0..2}: {shape: [1000], initializer: normal}"
      let before = try await tensors([first, second])
      for after in [
        try await tensors([first, added, second]), try await tensors([second, added, first]),
      ] {
        #expect(after.entries.count == 5)
        for name in ["a", "c"] { #expect(after.bytes(of: name) == before.bytes(of: name)) }
      }
      #expect(before.bytes(of: "a") != before.bytes(of: "c"))
    }
  }

  @Test("with a summary in two columns")
  func summary() async throws {
    try await withRecipe(Self.recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", in: folder)
      expectSuccess(result)
      let size = try contents(folder + "/x.safetensors").count
      let kilobytes = String(size)
      let expected = """
        recipe       mixed (recipe.yaml)
        file         x.safetensors
        seed         42
        tensors      9
        parameters   940,685
        buffers      8 in 2 tensors
        size         3.1 MB (\(kilobytes.prefix(1)),\(kilobytes.dropFirst().prefix(3)),\
        \(kilobytes.dropFirst(4)) bytes)

        """
      #expect(result.standardOutput.hasPrefix(expected))
      let rest = result.standardOutput.dropFirst(expected.count)
      let measured = /time         \d+\.\d\d s\nspeed        \d+\.\d\d GB\/s\n/
      #expect(rest.wholeMatch(of: measured) != nil)
    }
  }

  @Test("in place of an older file")
  func replacement() async throws {
    try await withRecipe(Self.recipe) { folder in
      let expected = try await checkpoint(folder)
      try Data(count: 10_000_000).write(to: URL(fileURLWithPath: folder + "/x.safetensors"))
      let isSame = try await checkpoint(folder) == expected
      #expect(isSame)
      #expect(try files(in: folder) == ["recipe.yaml", "x.safetensors"])
    }
  }

  @Test("that others may read as the process's umask says")
  func permissions() async throws {
    try await withRecipe(Self.recipe) { folder in
      for (mask, expected) in [("022", "644\n"), ("077", "600\n"), ("002", "664\n")] {
        let result = try await shell(
          """
          umask \(mask)
          "$command" checkpoint recipe.yaml --quiet --output x.npy --seed 1 2>/dev/null
          "$command" sample ones --shape 3 --output x.npy && stat --format %a x.npy
          """, in: folder)
        #expect(result.standardOutput == expected)
      }
    }
  }
}
