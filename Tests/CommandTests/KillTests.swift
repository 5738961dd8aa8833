import Foundation
import TestSupport
import Testing

@Suite("However a checkpoint is replaced, a program loads one that is whole")
struct KillTests {
  /// Where the script is that does the same a thousand times.
  private static let script =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Scripts/check_kills.py").path

  @Test(
    "in spite of kills, and of others who write it at the same time",
    .enabled("needs Python") {
      let result = try? await run("/usr/bin/env", ["python3", "-c", ""])
      return result?.exitStatus == 0
    })
  func kills() async throws {
    let result = try await run(
      "/usr/bin/env",
      ["python3", Self.script, "--kills", "20", "--writers", "5", builtExecutable("tensor-init")])
    #expect(result.exitStatus == 0, "\(result.standardOutput)\(result.standardError)")
    #expect(result.standardOutput.split(separator: "\n").count == 8)
  }
}
