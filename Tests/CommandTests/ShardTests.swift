import Foundation
import TestSupport
import Testing

@Suite("checkpoint splits a large model into shards")
struct ShardTests {
  /// Four tensors of 4 kB, one of 40 kB and a small one.
  static let recipe = """
    seed: 5
    tensors:
      d: {shape: [1000], initializer: normal}
      c: {shape: [1000], initializer: uniform}
      large: {shape: [100, 100], initializer: normal}
      b: {shape: [1000], initializer: normal}
      a: {shape: [1000], initializer: normal}
      tiny: {shape: [3], initializer: ones, dtype: float64}
    """

  private struct Index: Decodable {
    struct Metadata: Decodable {
      var total_size: Int
      var plan_digest: String
    }
    var metadata: Metadata
    var weight_map: [String: String]
  }

  private func checkpoint(
    _ folder: String, _ arguments: String...
  ) async throws -> CommandResult {
    let result = try await run(
      builtExecutable("tensor-init"), ["checkpoint", "recipe.yaml"] + arguments,
      workingDirectory: folder)
    expectSuccess(result)
    return result
  }

  @Test("and tells of an earlier checkpoint that programs may load instead")
  func earlier() async throws {
    try await withRecipe(Self.recipe) { folder in
      func checkpoint(_ arguments: String...) async throws -> CommandResult {
        let result = try await run(
          builtExecutable("tensor-init"),
          ["checkpoint", "recipe.yaml", "--quiet", "--output", "m.safetensors"] + arguments,
          workingDirectory: folder)
        #expect(result.exitStatus == 0)
        return result
      }
      for _ in 0..<2 { expectSuccess(try await checkpoint()) }
      let shards = try await checkpoint("--shard-size", "8kB")
      #expect(
        shards.standardError
          == "Warning: m.safetensors is of an earlier checkpoint; remove it, or programs may load it "
          + "instead\n")
      let whole = try await checkpoint()
      #expect(
        whole.standardError
          == "Warning: m-00001-of-00004.safetensors and 4 more files, to m.safetensors.index.json, are "
          + "of earlier checkpoints; remove them, or programs may load them instead\n")
      // Others' files, which only look alike.
      for name in ["n-00001-of-00002", "m-x-00001-of-00002", "m-1-of-2", "m-00001-of-00002.old"] {
        try write("", to: "\(folder)/\(name).safetensors")
      }
      try FileManager.default.removeItem(atPath: folder + "/m.safetensors")
      let two = try await checkpoint("--shard-size", "48kB")
      #expect(
        two.standardError
          == "Warning: m-00001-of-00004.safetensors and 3 more files, to m-00004-of-00004.safetensors, "
          + "are of earlier checkpoints; remove them, or programs may load them instead\n")
    }
  }

  @Test("that together hold the tensors of the whole, as the index says")
  func union() async throws {
    try await withRecipe(Self.recipe) { folder in
      _ = try await checkpoint(folder, "--output", "whole.safetensors")
      _ = try await checkpoint(folder, "--output", "m.safetensors", "--shard-size", "8kB")
      let shards = (1...4).map { "m-0000\($0)-of-00004.safetensors" }
      #expect(
        try files(in: folder)
          == shards + ["m.safetensors.index.json", "recipe.yaml", "whole.safetensors"])

      let index = try JSONDecoder().decode(
        Index.self, from: contents(folder + "/m.safetensors.index.json"))
      #expect(
        index.weight_map == [
          "d": shards[0], "c": shards[0], "large": shards[1], "b": shards[2], "a": shards[2],
          "tiny": shards[3],
        ])
      #expect(index.metadata.total_size == 4 * 4000 + 40_000 + 24)

      let whole = try SafetensorsFile(path: folder + "/whole.safetensors")
      var found: Set<String> = []
      for shard in shards {
        let file = try SafetensorsFile(path: "\(folder)/\(shard)")
        #expect(file.metadata["plan_digest"] == index.metadata.plan_digest)
        var metadata = file.metadata
        // The boundaries of the files are part of the plan.
        metadata["plan_digest"] = whole.metadata["plan_digest"]
        #expect(metadata == whole.metadata)
        #expect(file.metadata != whole.metadata)
        for (name, entry) in file.entries {
          #expect(index.weight_map[name] == shard)
          let isSame = file.bytes(of: name) == whole.bytes(of: name)
          #expect(isSame, "\(name)")
          #expect(entry.shape == whole.entries[name]?.shape)
          found.insert(name)
        }
      }
      #expect(found == Set(whole.entries.keys))
    }
  }

  @Test("only where one file is not enough")
  func oneShard() async throws {
    try await withRecipe(Self.recipe) { folder in
      _ = try await checkpoint(folder, "--output", "a.safetensors")
      _ = try await checkpoint(folder, "--output", "b.safetensors", "--shard-size", "56024")
      #expect(try files(in: folder) == ["a.safetensors", "b.safetensors", "recipe.yaml"])
      let isSame =
        try contents(folder + "/a.safetensors") == contents(folder + "/b.safetensors")
      #expect(isSame)
    }
  }

  @Test(
    "of the size that is given, in decimal and binary units",
    arguments: [
      ("8KB", 4), ("8kib", 3), ("7999", 5), ("8000", 4), ("1b", 6), ("48KB", 2), ("47KiB", 2),
      ("1GB", 1), ("1 TiB", 1),
    ])
  func sizes(size: String, count: Int) async throws {
    try await withRecipe(Self.recipe) { folder in
      _ = try await checkpoint(folder, "--output", "m.safetensors", "--shard-size", size)
      #expect(try files(in: folder).count == (count == 1 ? 2 : count + 2))
    }
  }

  @Test("and names them in the summary")
  func summary() async throws {
    try await withRecipe(Self.recipe) { folder in
      let result = try await checkpoint(
        folder, "--output", "m.safetensors", "--shard-size", "8kB")
      let expected = """
        recipe       recipe (recipe.yaml)
        files        m-00001-of-00004.safetensors
                     to m-00004-of-00004.safetensors
        index        m.safetensors.index.json
        seed         5
        tensors      6
        parameters   14,003

        """
      #expect(result.standardOutput.hasPrefix(expected))
    }
  }

  @Test("of which there may be more than the process may have open files")
  func descriptors() async throws {
    let recipe = "seed: 5\ntensors:\n  t.{0..499}: {shape: [100], initializer: normal}\n"
    try await withRecipe(recipe) { folder in
      let result = try await shell(
        "ulimit -n 64; $command checkpoint recipe.yaml --quiet --output m.safetensors --shard-size 400B",
        in: folder)
      expectSuccess(result)
      #expect(try files(in: folder).count == 502)
      _ = try await checkpoint(folder, "--output", "whole.safetensors")
      let whole = try SafetensorsFile(path: folder + "/whole.safetensors")
      for number in 0..<500 {
        let digits = String("0000\(number + 1)".suffix(5))
        let file = try SafetensorsFile(path: "\(folder)/m-\(digits)-of-00500.safetensors")
        let isSame = file.bytes(of: "t.\(number)") == whole.bytes(of: "t.\(number)")
        #expect(isSame)
      }
    }
  }

  @Test("none of which appears where one can't be written")
  func fault() async throws {
    try await withRecipe(Self.recipe) { folder in
      let last = folder + "/m-00004-of-00004.safetensors"
      try FileManager.default.createDirectory(atPath: last, withIntermediateDirectories: false)
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "m.safetensors", "--shard-size", "8kB", in: folder)
      expectFault(
        result, exitStatus: 1, "m-00004-of-00004.safetensors: can't write: it is a folder")
      #expect(try files(in: folder) == ["m-00004-of-00004.safetensors", "recipe.yaml"])
    }
  }
}
