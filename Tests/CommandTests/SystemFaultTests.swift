import Foundation
import TestSupport
import Testing

/// Short forms of what `Scripts/check-system-faults` does at length.
@Suite(
  "Where the system refuses something, an error says so and nothing is left behind",
  .enabled("needs Python") {
    let result = try? await run("/usr/bin/env", ["python3", "-c", ""])
    return result?.exitStatus == 0
  })
struct SystemFaultTests {
  private static let scripts =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Scripts").path

  private func check(_ script: String, _ arguments: [String]) async throws -> String {
    let result = try await run(
      "/usr/bin/env", ["python3", "\(Self.scripts)/\(script)"] + arguments)
    #expect(result.exitStatus == 0, "\(result.standardOutput)\(result.standardError)")
    return result.standardOutput
  }

  @Test("whichever of its calls fails")
  func calls() async throws {
    let lines = try await check(
      "check_failing_calls.py", ["--short", builtExecutable("tensor-init")])
    #expect(lines.split(separator: "\n").count == 12)
  }

  @Test("without threads, and on a disk that gets full")
  func limits() async throws {
    let lines = try await check(
      "check_system_faults.py",
      [
        "threads", "disk", builtExecutable("tensor-init"),
        builtExecutable("libtensor_init.so"),
      ])
    #expect(lines.contains("threads: the same bytes"))
    #expect(lines.contains("disk: "))
  }
}
