import Foundation
import TestSupport
import Testing

@Suite struct RunCommandTests {
  static let shell = "/bin/sh"

  @Test("Exit status and both output streams come back apart")
  func streams() async throws {
    let result = try await run(Self.shell, ["-c", "echo out; echo err >&2; exit 64"])
    #expect(result.exitStatus == 64)
    #expect(result.standardOutput == "out\n")
    #expect(result.standardError == "err\n")
  }

  @Test("Arguments arrive one by one, unquoted")
  func arguments() async throws {
    let script = #"for a in "$@"; do printf '[%s]' "$a"; done"#
    let result = try await run(Self.shell, ["-c", script, "sh", "a b", "", "*", "ü"])
    #expect(result.standardOutput == "[a b][][*][ü]")
  }

  @Test("Standard input arrives, and is empty unless given")
  func standardInput() async throws {
    #expect(try await run(Self.shell, ["-c", "cat"], standardInput: "ä\n").standardOutput == "ä\n")
    #expect(try await run(Self.shell, ["-c", "cat"]).standardOutput.isEmpty)
  }

  @Test("Variables are set on top of those of this process")
  func environment() async throws {
    let script = "echo $TENSOR_INIT_TEST; test -n \"$PATH\""
    let result = try await run(
      Self.shell, ["-c", script], environment: ["TENSOR_INIT_TEST": "set here"])
    #expect(result.standardOutput == "set here\n")
    #expect(result.exitStatus == 0)
  }

  @Test("The command runs in the given folder")
  func workingDirectory() async throws {
    try await withTemporaryFolder { folder in
      let result = try await run(Self.shell, ["-c", "echo x > here"], workingDirectory: folder)
      #expect(result.exitStatus == 0)
      #expect(FileManager.default.fileExists(atPath: folder + "/here"))
    }
  }

  @Test("Megabytes on both streams at once come back whole")
  func largeOutput() async throws {
    let script = """
      i=0; line=$(printf '%01023d' 0)
      while [ $i -lt 4096 ]; do echo $line; echo $line >&2; i=$((i+1)); done
      """
    let result = try await run(Self.shell, ["-c", script])
    #expect(result.exitStatus == 0)
    #expect(result.standardOutput.utf8.count == 4 << 20)
    #expect(result.standardError.utf8.count == 4 << 20)
  }

  @Test("Megabytes of input go through, and none need be read")
  func largeInput() async throws {
    let input = String(repeating: "0123456789abcde\n", count: 1 << 18)
    #expect(try await run(Self.shell, ["-c", "cat"], standardInput: input).standardOutput == input)
    #expect(try await run(Self.shell, ["-c", "exit 3"], standardInput: input).exitStatus == 3)
  }

  @Test("A signal is 128 plus its number")
  func signal() async throws {
    #expect(try await run(Self.shell, ["-c", "kill -TERM $$"]).exitStatus == 128 + SIGTERM)
  }

  @Test("Bytes that are not UTF-8 do not lose the rest")
  func notText() async throws {
    let result = try await run(Self.shell, ["-c", #"printf 'a\377b'"#])
    #expect(result.standardOutput == "a\u{fffd}b")
  }

  @Test("An executable that is not there is an error")
  func missing() async {
    await #expect(throws: (any Error).self) { try await run("/no/such/executable", []) }
  }

  @Test("Many commands at once all end")
  func concurrent() async throws {
    let outputs = try await withThrowingTaskGroup(of: String.self) { group in
      for index in 0..<32 {
        group.addTask { try await run(Self.shell, ["-c", "echo \(index)"]).standardOutput }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(outputs == Set((0..<32).map { "\($0)\n" }))
  }
}
