import TestSupport
import Testing

@Suite("The benchmark finds faults before it measures")
struct BenchmarkFaultTests {
  private func benchmark(_ arguments: [String], in folder: String) async throws -> CommandResult {
    try await run(
      builtExecutable("tensor-init-benchmark"),
      ["--log2-elements", "4", "--runs", "1", "--initializer"] + arguments,
      workingDirectory: folder)
  }

  @Test(
    "of the command line, with 64",
    arguments: [
      (["nromal"], "unknown initializer 'nromal'; did you mean 'normal'?"),
      (["normal", "--dtype", "flot32"], "unknown dtype 'flot32'; did you mean 'float32'?"),
      (["normal", "--generator", "arr"], "unknown generator 'arr'; did you mean 'ars'?"),
    ])
  func usage(arguments: [String], message: String) async throws {
    let result = try await benchmark(arguments, in: "/")
    #expect(result.exitStatus == 64)
    #expect(result.standardError.hasPrefix("Error: \(message)"))
    #expect(result.standardOutput.isEmpty)
  }

  @Test("of the file of results, with 1 and one line; what is no file stays")
  func file() async throws {
    try await withTemporaryFolder { folder in
      expectSuccess(try await shell("mkdir folder; ln -s /dev/null device", in: folder))
      for (path, message) in [
        ("folder", "folder: can't write: it is a folder"),
        ("device", "device: can't write: it is not a regular file"),
        ("none/x", "none/x: can't create a file in 'none': No such file or directory"),
      ] {
        let result = try await benchmark(["ones", "--json", path], in: folder)
        expectFault(result, exitStatus: 1, message)
      }
      #expect(try files(in: folder) == ["device", "folder"])
    }
  }

  @Test("and writes its results")
  func results() async throws {
    try await withTemporaryFolder { folder in
      let result = try await benchmark(["ones", "--json", "x.json"], in: folder)
      expectSuccess(result)
      let text = String(decoding: try contents(folder + "/x.json"), as: UTF8.self)
      #expect(text.contains("\"initializer\" : \"ones\""))
    }
  }
}
