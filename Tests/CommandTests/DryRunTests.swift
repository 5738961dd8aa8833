import Foundation
import TestSupport
import Testing

@Suite("checkpoint --dry-run shows the plan and writes nothing")
struct DryRunTests {
  private static let recipe = """
    vars: {d: 4}
    tensors:
      a.weight: {shape: [3, d], initializer: normal(std=d^-0.5)}
      bias: {shape: [d], initializer: zeros, dtype: float64}
    tie: {head: a.weight}
    """

  private func output(_ arguments: String...) async throws -> CommandResult {
    try await withTemporaryFolder { folder in
      try Data(Self.recipe.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
      let result = try await run(
        builtExecutable("tensor-init"), ["checkpoint", "r.yaml"] + arguments,
        workingDirectory: folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["r.yaml"])
      return result
    }
  }

  @Test("as a table")
  func table() async throws {
    let result = try await output("--dry-run")
    expectSuccess(result)
    #expect(
      result.standardOutput == """
        name      shape   dtype    initializer                fan in  fan out  std  bytes
        a.weight  [3, 4]  float32  normal(mean=0.0, std=0.5)       4        3  0.5     48
        bias      [4]     float64  zeros                           -        -  0.0     32
        head is a.weight
        16 parameters and 0 elements of buffers in 2 tensors, 80 bytes

        """)
  }

  @Test("as JSON, with what is set")
  func json() async throws {
    let result = try await output("--dry-run", "--json", "--set", "d=16")
    expectSuccess(result)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any])
    #expect(object["parameters"] as? Int == 3 * 16 + 16)
    #expect(object["tied"] as? [String: String] == ["head": "a.weight"])
    let tensors = try #require(object["tensors"] as? [[String: Any]])
    #expect(tensors[0]["std"] as? Double == 0.25)
    #expect(tensors[0]["fan_in"] as? Int == 16)
    #expect(tensors[1]["fan_in"] == nil)
  }

  @Test("and what is no setting is a fault of the command line")
  func faults() async throws {
    for (arguments, fault) in [
      (["--set", "d"], "--set is 'd'; expected name=value, as in L=24"),
      (["--set", "d=1", "--set", "d=2"], "--set is 'd=2'; expected each name once"),
      (["--set", "e=1"], "unknown variable of the recipe 'e'; expected 'd'"),
      (
        ["--like", "x.txt"],
        "the name is 'x.txt'; expected one that ends in .safetensors, .npz, .npy or .index.json, "
          + "or a list, .json"
      ),
    ] {
      try await withTemporaryFolder { folder in
        try Data(Self.recipe.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
        let result = try await run(
          builtExecutable("tensor-init"), ["checkpoint", "r.yaml", "--dry-run"] + arguments,
          workingDirectory: folder)
        #expect(result.exitStatus != 0)
        #expect(result.standardError.contains(fault), "\(result.standardError)")
      }
    }
  }
}
