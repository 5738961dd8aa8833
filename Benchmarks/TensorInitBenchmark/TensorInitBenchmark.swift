import ArgumentParser
import Foundation
import TensorInit

@main
struct TensorInitBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init-benchmark",
    abstract: "Measures the throughput of every initializer next to a memset of the same buffer.")

  @Option(help: "Initializers to measure, as expressions; all if left out.")
  var initializer: [String] = []

  @Option(help: "Element types to measure.")
  var dtype: [String] = ["float32"]

  @Option(help: "The base-2 logarithm of the number of elements.")
  var log2Elements: [Int] = [24]

  @Option(help: "Numbers of threads to measure with.")
  var threads: [Int] = [1]

  @Option(help: "Where random numbers come from: ars, philox, torch or ktorch.")
  var generator = "\(Generator.Algorithm.standard)"

  @Option(help: "Runs of each measurement; its medians are reported.")
  var runs = 9

  @Option(help: "A file to write the results to, as JSON.")
  var json: String?

  func validate() throws {
    guard runs >= 1, threads.allSatisfy({ $0 >= 1 }), log2Elements.allSatisfy((0...34).contains)
    else {
      throw ValidationError("expected runs and threads of 1 or more, and sizes from 2^0 to 2^34")
    }
    do {
      _ = try algorithm()
      _ = try workloads()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private func algorithm() throws -> Generator.Algorithm {
    try Generator.Algorithm(named: generator)
  }

  private func workloads() throws -> [Workload] {
    try Workload.all(
      expressions: initializer, dtypes: dtype.map { try DType(named: $0) },
      sizes: log2Elements.map { 1 << $0 })
  }

  func run() throws {
    let algorithm = try algorithm()
    // First, so that a file that can't be written is known before all is measured.
    let file = try json.map { try AtomicFile(path: $0, byteCount: 0) }
    var measurements: [Measurement] = []
    print(Measurement.tableHeader)
    for workload in try workloads() {
      for threads in threads {
        let measurement = try workload.measure(algorithm, threads: threads, runs: runs)
        print(measurement.tableRow)
        measurements.append(measurement)
      }
    }
    if let file {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      let text = try encoder.encode(Report(measurements: measurements))
      try file.contents.write(Array(text), at: 0)
      try file.synchronize()
      try file.publish()
    }
  }
}
