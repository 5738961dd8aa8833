import TestSupport
import Testing

@Suite("--stream-version asks for a version of the stream")
struct StreamVersionTests {
  @Test("in every subcommand that draws")
  func everySubcommand() async throws {
    try await withRecipe("seed: 3\ntensors:\n  a: {shape: [4], initializer: normal}\n") { folder in
      try write("normal 3#0e\n", to: folder + "/x.k")
      for arguments in [
        "sample normal --shape 4 --seed 3", "k x.k --seed 3",
        "checkpoint recipe.yaml --quiet --output x.safetensors",
      ] {
        let results = try await shell(
          """
          set -e
          $command \(arguments); cat x.safetensors 2>&- || true; echo =
          $command \(arguments) --stream-version 1; cat x.safetensors 2>&- || true; echo =
          """, in: folder)
        expectSuccess(results)
        let parts = results.standardOutput.split(separator: "=\n")
        #expect(parts.count == 2 && parts[0] == parts[1], "\(arguments)")
        for generator in ["ars", "philox"] {
          let unknown = try await shell(
            "$command \(arguments) --stream-version 7 --generator \(generator)", in: folder)
          expectFault(
            unknown, exitStatus: 64,
            "the stream version is 7; expected one of those that are known: 1")
        }
      }
    }
  }
}
