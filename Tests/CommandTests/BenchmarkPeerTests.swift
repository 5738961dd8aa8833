import Foundation
import TestSupport
import Testing

import tensor_init_benchmark

@Suite("The benchmark's peers", .enabled(if: hasPython, "needs python3"))
struct BenchmarkPeerTests {
  /// A peer that keeps the requests that it gets, and takes a second for every fill.
  private static let peer = """
    import json, sys
    print(json.dumps({"version": "1." + sys.argv[1]}), flush=True)
    with open("requests.txt", "a") as requests:
        for line in sys.stdin:
            request = json.loads(line)
            print(line.strip(), file=requests, flush=True)
            if "run" in request:
                answer = {"seconds": 1.0}
            elif request["prepare"]["initializer"].startswith("normal"):
                answer = {"variant": "fast"}
            else:
                answer = {"lacks": "no such law"}
            print(json.dumps(answer), flush=True)
    """

  /// Runs the benchmark in a folder in which the peer `standin` is this program.
  private func benchmark(
    _ arguments: [String], peer: String, in folder: String
  ) async throws -> CommandResult {
    try FileManager.default.createDirectory(
      atPath: folder + "/environment/bin", withIntermediateDirectories: true)
    try write("#!/bin/sh\nexec python3 \"$@\"\n", to: folder + "/environment/bin/python")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder + "/environment/bin/python")
    try write(peer, to: folder + "/peer_standin.py")
    return try await run(
      builtExecutable("tensor-init-benchmark"),
      [
        "--peer-programs", ".", "--peer-environment", "environment", "--against", "standin",
        "--shape", "4x4", "--runs", "3",
      ] + arguments, workingDirectory: folder)
  }

  @Test("are asked for each workload in turns, with the threads, and are in the results")
  func talk() async throws {
    try await withTemporaryFolder { folder in
      expectSuccess(
        try await benchmark(
          ["--initializer", "normal", "ones", "--threads", "2", "3", "--json", "x.json"],
          peer: Self.peer, in: folder))
      let report = try Report(contentsOf: folder + "/x.json")
      #expect(report.peers == ["standin": "1.3"])
      #expect(report.measurements.map(\.threads) == [2, 2, 3, 3])
      #expect(report.measurements.map(\.workload.name) == ["normal", "ones", "normal", "ones"])
      let normal = report.measurements[0]
      #expect(normal.peers == ["standin": PeerTiming(timing: Timing([1, 1, 1]), variant: "fast")])
      #expect(normal.fill.seconds > 0 && normal.fill.seconds < 1)
      #expect(report.measurements[1].peers.isEmpty)
      #expect(report.measurements[1].lacks == ["standin": "no such law"])

      let requests = try text(of: folder + "/requests.txt").split(separator: "\n")
      let kinds = requests.map { $0.hasPrefix(#"{"prepare""#) ? "prepare" : String($0) }
      // A fill of a second needs no repetitions; one run warms up.
      let once = ["prepare"] + Array(repeating: #"{"run":1}"#, count: 4) + ["prepare"]
      #expect(kinds == once + once)
      #expect(requests[0].contains(#""initializer":"normal(mean=0.0, std=1.0)""#))
      #expect(requests[0].contains(#""shape":[4,4]"#))
    }
  }

  @Test(
    "that fail end the run with 1 and say why; no results are written",
    arguments: [
      ("import sys; sys.exit(3)", "its process ended"),
      (#"print('{"fault": "ModuleNotFoundError: no torch"}')"#, "ModuleNotFoundError: no torch"),
      ("print('hello')", "it answers 'hello'"),
      ("print('{}')", "it doesn't answer what it was asked"),
      (#"print('{"version": "1"}')"#, "its process ended"),
      (
        #"import sys; print('{"version": "1"}\n{"variant": ""}\n{"fault": "no memory"}', flush=True); sys.stdin.read()"#,
        "no memory"
      ),
    ])
  func faults(program: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await benchmark(
        ["--initializer", "normal", "--json", "x.json"], peer: program, in: folder)
      #expect(result.standardError == "Error: the peer 'standin': \(reason)\n")
      #expect(result.exitStatus == 1)
      #expect(try !files(in: folder).contains("x.json"))
    }
  }

  @Test(
    "get their environment made on request, by the script beside them; its failure ends the run")
  func environment() async throws {
    try await withTemporaryFolder { folder in
      let script = """
        test ! -e broken || exit 1
        mkdir -p "$1/bin"
        printf '#!/bin/sh\\nexec python3 "$@"\\n' > "$1/bin/python"
        chmod +x "$1/bin/python"
        """
      try write(script, to: folder + "/make-environment")
      let arguments = ["--make-peer-environment", "--initializer", "normal", "--json", "x.json"]
      let environment = ["--peer-environment", "made"]
      expectSuccess(
        try await benchmark(arguments + environment, peer: Self.peer, in: folder))
      #expect(try Report(contentsOf: folder + "/x.json").peers == ["standin": "1.1"])

      try write("", to: folder + "/broken")
      expectFault(
        try await benchmark(arguments + environment, peer: Self.peer, in: folder), exitStatus: 1,
        "made: can't make the peers' environment: ./make-environment failed")
    }
  }

  @Test("in Benchmarks/peers without their library say how to get it")
  func missingLibrary() async throws {
    try await withTemporaryFolder { folder in
      let program = """
        import sys
        sys.path.insert(0, \(peerPrograms.debugDescription))
        from peer_protocol import serve
        def load(threads):
            import no_such_library
        serve(load)
        """
      let result = try await benchmark(["--initializer", "ones"], peer: program, in: folder)
      let reason = "ModuleNotFoundError: No module named 'no_such_library'"
      let message = "the peer 'standin': \(reason); --make-peer-environment installs it"
      #expect(result.standardError == "Error: \(message)\n")
      #expect(result.exitStatus == 1)
    }
  }

  @Test("in Benchmarks/peers parse requests, time fills and say what they lack")
  func python() async throws {
    try await withTemporaryFolder { folder in
      let program = """
        import sys, time
        sys.path.insert(0, \(peerPrograms.debugDescription))
        from peer_protocol import Lacks, serve
        def load(threads):
            def prepare(workload):
                print("a library talks")
                if workload.name == "eye":
                    raise Lacks("no eye")
                assert workload.shape == (4, 4) and workload.dtype == "float32"
                if workload.name == "kaiming_normal":
                    assert workload.arguments["mode"] == "fan_out", workload.arguments
                    return "b", lambda: time.sleep(0.02)
                assert workload.arguments == {"low": -1.5, "high": 2.0}, workload.arguments
                return "a", lambda: time.sleep(0.01)
            return f"7.{threads}", prepare
        serve(load)
        """
      let result = try await benchmark(
        [
          "--initializer", "uniform(-1.5, 2)", "knormal(mode=fan_out)", "eye", "ones", "--json",
          "x.json",
        ], peer: program, in: folder)
      #expect(result.exitStatus == 0)
      let report = try Report(contentsOf: folder + "/x.json")
      #expect(report.peers == ["standin": "7.1"])
      let timings = report.measurements.map { $0.peers["standin"] }
      #expect(timings.map { $0?.variant } == ["a", "b", nil, nil])
      let seconds = timings.compactMap { $0?.timing.seconds }
      #expect(seconds.count == 2 && seconds[0] > 0.01 && seconds[1] > 0.02 && seconds[1] < 1)
      #expect(report.measurements[2].lacks == ["standin": "no eye"])
      #expect(report.measurements[3].lacks == ["standin": "AssertionError: {}"])
    }
  }
}

private let hasPython: Bool = {
  let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
  return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/python3") }
}()

/// The folder of the package's own peers.
private let peerPrograms =
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "../../Benchmarks/peers"
  ).standardizedFileURL.path
