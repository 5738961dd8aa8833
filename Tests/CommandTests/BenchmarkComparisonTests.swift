import TensorInit
import TestSupport
import Testing

import tensor_init_benchmark

@Suite("The benchmark's comparison with an earlier report")
struct BenchmarkComparisonTests {
  private func comparison(_ earlier: WorkloadMeasurement...) -> Comparison {
    Comparison(earlier: BenchmarkReports.report(earlier), tolerance: 0.15)
  }

  @Test("flags nothing in an equal run, nor in one on a machine that is slower for all")
  func equal() throws {
    let before = try BenchmarkReports.measurement(seconds: 2e-3, memset: 1e-3, torch: 8e-3)
    let later = try BenchmarkReports.measurement(seconds: 4e-3, memset: 2e-3, torch: 16e-3)
    for now in [before, later] {
      let slowdowns = comparison(before).slowdowns(in: [now])
      #expect(slowdowns == [])
      #expect(slowdowns.table(tolerance: 0.15) == "Nothing became slower by more than 15.0 %.")
    }
  }

  @Test("flags a slowdown beyond the tolerance, by memset and by peer, and none within it")
  func slowdown() throws {
    let before = try BenchmarkReports.measurement(seconds: 2e-3, torch: 8e-3)
    let slower = try BenchmarkReports.measurement(seconds: 2.5e-3, torch: 8e-3)
    let slowdowns = comparison(before).slowdowns(in: [slower])
    #expect(slowdowns.map(\.against) == ["memset", "torch"])
    #expect(slowdowns.map(\.before) == [0.5, 4])
    #expect(slowdowns.map(\.now) == [0.4, 3.2])
    #expect(
      slowdowns.table(tolerance: 0.15) == """
        Slower by more than 15.0 %:
        normal(mean=0.0, std=1.0) float32 64x64, 2 threads: 0.500 of memset's speed before, 0.400 now
        normal(mean=0.0, std=1.0) float32 64x64, 2 threads: 4.00 of torch's speed before, 3.20 now
        """)
    let within = try BenchmarkReports.measurement(seconds: 2.2e-3, torch: 8e-3)
    #expect(comparison(before).slowdowns(in: [within]) == [])
  }

  @Test("compares only the same workload and threads, and a peer only where both have it")
  func sameness() throws {
    let before = try BenchmarkReports.measurement(seconds: 1e-3, torch: 8e-3)
    let others = [
      try BenchmarkReports.measurement("normal(0, 2)", seconds: 1),
      try BenchmarkReports.measurement(dtype: .float64, seconds: 1),
      try BenchmarkReports.measurement(shape: [4096], seconds: 1),
      try BenchmarkReports.measurement(threads: 1, seconds: 1),
    ]
    #expect(comparison(before).slowdowns(in: others) == [])
    let alone = try BenchmarkReports.measurement(seconds: 1)
    #expect(comparison(before).slowdowns(in: [alone]).map(\.against) == ["memset"])
  }

  @Test("ends the command with 1 and a table where something is slower, else with 0")
  func command() async throws {
    try await withTemporaryFolder { folder in
      // Nothing is a million times as fast as memset, nor as slow.
      for (seconds, status, words) in [
        (
          1e-9, Int32(1),
          "Slower by more than 15.0 %:\nones float32 16, 1 thread: 1000000 of memset's"
        ),
        (1e3, 0, "Nothing became slower"),
      ] {
        let earlier = BenchmarkReports.report([
          try BenchmarkReports.measurement("ones", shape: [16], threads: 1, seconds: seconds)
        ])
        try write(earlier.json(), to: folder + "/earlier.json")
        let result = try await run(
          builtExecutable("tensor-init-benchmark"),
          ["--initializer", "ones", "--shape", "16", "--runs", "1", "--compare", "earlier.json"],
          workingDirectory: folder)
        #expect(result.exitStatus == status)
        #expect(result.standardOutput.contains("\n\n\(words)"))
      }
    }
  }
}
