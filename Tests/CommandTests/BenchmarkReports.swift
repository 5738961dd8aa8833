import Foundation
import TensorInit

import tensor_init_benchmark

/// Reports with numbers that were chosen rather than measured.
enum BenchmarkReports {
  static func report(_ measurements: [WorkloadMeasurement]) -> Report {
    Report(
      machine: Machine(processor: "A & <B>", cores: 2, instructionSet: "avx2"),
      date: Date(timeIntervalSince1970: 1_700_000_000.25), runs: 9,
      peers: ["torch": "2.13.0", "jax": "0.10"], measurements: measurements)
  }

  static func measurement(
    _ expression: String = "normal", dtype: DType = .float32, shape: Shape = [64, 64],
    threads: Int = 2, seconds: Double, memset: Double = 1e-3, torch: Double? = nil
  ) throws -> WorkloadMeasurement {
    WorkloadMeasurement(
      workload: try Workload(
        Initializer(expression), dtype: dtype, shape: shape, algorithm: .standard),
      generator: "ars", threads: threads, fill: Timing([seconds]), memset: Timing([memset]),
      peers: torch.map { ["torch": PeerTiming(timing: Timing([$0]), variant: "")] } ?? [:],
      lacks: ["jax": "jax has none"])
  }
}
