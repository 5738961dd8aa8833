import TensorInit
import TestSupport
import Testing

import tensor_init_benchmark

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
      (["normal", "--dtype", "int8"], "normal: the tensor's dtype is int8; expected"),
      (["dirac", "--shape", "4x4"], "dirac: the tensor's shape is [4, 4]; expected"),
      (["ones", "--shape", "4y4"], "--shape is '4y4'; expected sizes"),
      (["ones", "--tolerance", "1"], "expected a tolerance from 0 to below 1"),
      (["ones", "--json", "x", "--chart", "x"], "two results can't go to one file"),
      (["ones", "--dtype", "int8", "--chart", "x"], "--chart shows float32, of which nothing"),
      (
        ["ones", "--against", "nothing"],
        "no peer 'nothing': there is no Benchmarks/peers/peer_noth"
      ),
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

  @Test("of a missing Python for the peers, with 64 and how to get it")
  func peerEnvironment() async throws {
    try await withTemporaryFolder { folder in
      expectSuccess(try await shell("touch peer_x.py", in: folder))
      let result = try await benchmark(
        ["ones", "--against", "x", "--peer-programs", "."], in: folder)
      #expect(result.exitStatus == 64)
      let message = "no .build/benchmark-peers/bin/python to run the peers with: "
      #expect(
        result.standardError.hasPrefix("Error: \(message)--make-peer-environment installs it"))
    }
  }

  @Test("of the file that is compared with, with 1 and one line")
  func comparedFile() async throws {
    try await withTemporaryFolder { folder in
      let earlier = BenchmarkReports.report([
        try BenchmarkReports.measurement("ones", shape: [16], threads: 1, seconds: 1)
      ])
      try write(earlier.json(), to: folder + "/other")
      try write("{}", to: folder + "/empty")
      for (path, message) in [
        ("none", "none: can't read: there is no such readable file"),
        ("empty", "empty: can't read: it is not a report that --json has written"),
        (
          "other",
          "other: can't compare with it: it has none of the workloads that are to be measured"
        ),
      ] {
        let result = try await benchmark(["ones", "--compare", path], in: folder)
        expectFault(result, exitStatus: 1, message)
      }
    }
  }

  @Test("and measures every initializer where none is named")
  func everyInitializer() async throws {
    let result = try await run(
      builtExecutable("tensor-init-benchmark"), ["--log2-elements", "4", "--runs", "1"])
    expectSuccess(result)
    for name in Initializer.names { #expect(result.standardOutput.contains(name), "\(name)") }
  }

  @Test("and writes its results")
  func results() async throws {
    try await withTemporaryFolder { folder in
      let paths = ["--json", "x.json", "--markdown", "x.md", "--chart", "x.svg"]
      let result = try await benchmark(["ones"] + paths, in: folder)
      expectSuccess(result)
      #expect(try text(of: folder + "/x.json").contains("\"initializer\" : \"ones\""))
      #expect(try text(of: folder + "/x.md").contains("| `ones` | 4x4 |"))
      #expect(try text(of: folder + "/x.svg").hasPrefix("<svg "))
    }
  }
}
