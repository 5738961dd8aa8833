import TestSupport
import Testing

@Suite("Several processes keep the values of one older checkpoint")
struct OlderCheckpointProcessesTests {
  /// Runs a script in a folder with the shards of an older checkpoint and a recipe that keeps its values.
  private func run(_ script: String) async throws -> CommandResult {
    let older = "seed: 3\ntensors: {\"w{0..5}\": {shape: [100, 64], initializer: normal}}\n"
    let recipe = "seed: 1\nfrom: m.safetensors.index.json\ndtype: bfloat16\n"
    return try await withTemporaryFolder { folder in
      try write(older, to: folder + "/older.yaml")
      try write(recipe, to: folder + "/new.yaml")
      return try await shell(
        """
        older() { $command checkpoint older.yaml --output m.safetensors --shard-size 30KB --quiet "$@"; }
        new() { $command checkpoint new.yaml --shard-size 13KB --world-size 2 --quiet "$@"; }
        older && \(script)
        """, in: folder)
    }
  }

  @Test("and make the bytes of one process")
  func bytes() async throws {
    let result = try await run(
      """
      new --output two.safetensors --rank 0 && new --output two.safetensors --rank 1 && mkdir one &&
      new --output one/two.safetensors --rank 0 --world-size 1 --shard-size 13KB &&
      for name in two*; do cmp $name one/$name || exit 1; done
      """)
    #expect(result.exitStatus == 0, "\(result.standardError)")
  }

  @Test("which they don't replace")
  func replacing() async throws {
    expectFault(
      try await run("new --output m.safetensors --rank 0 --replace"), exitStatus: 64,
      "--output is such that m.safetensors.index.json would be replaced; expected another name in several "
        + "processes, which all read the values that the recipe keeps")
  }

  @Test("and don't mix those of one with those that it has later")
  func changing() async throws {
    expectFault(
      try await run(
        """
        new --output two.safetensors --rank 0 && older --seed 4 && new --output two.safetensors --rank 1
        """), exitStatus: 1,
      "two-00001-of-00006.safetensors: can't write: a file of another plan has the name; --replace "
        + "replaces it")
  }
}
