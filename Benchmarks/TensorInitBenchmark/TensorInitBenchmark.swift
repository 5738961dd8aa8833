import ArgumentParser
import Foundation
import TensorInit

@main
struct TensorInitBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init-benchmark",
    abstract: """
      Measures the throughput of initializers next to a memset of the same memory, and next to other libraries.
      """,
    discussion: """
      Options that may be repeated take several values as well: --threads 1 2. What is measured of a workload \
      alternates: a fill, a memset, each peer, a fill, and so on.

      The exit status is 0, 1 for a fault in files or peers or, with --compare, where something became slower, and \
      64 for a fault in the command line.
      """)

  @OptionGroup(title: "What is measured")
  var workloads: WorkloadOptions

  @OptionGroup(title: "Peers")
  var peers: PeerOptions

  @OptionGroup(title: "Results")
  var results: ResultOptions

  func validate() throws {
    let all: [Workload]
    do {
      all = try workloads.selection().workloads()
    } catch {
      throw ValidationError("\(error)")
    }
    if results.chart != nil, !all.contains(where: { $0.dtype == "float32" }) {
      throw ValidationError("--chart shows float32, of which nothing is measured")
    }
    if workloads.shareOfProducts,
      !all.allSatisfy({ $0.initializer.hasPrefix("orthogonal") && $0.dtype == "float32" })
    {
      throw ValidationError("--share-of-products is of --initializer orthogonal in float32 alone")
    }
    try peers.environment.check(peers.names, isMade: peers.makePeerEnvironment)
  }

  func run() async throws {
    // A peer that ends before it has read a request is then an error that can be reported.
    signal(SIGPIPE, SIG_IGN)
    let selection = try workloads.selection()
    let all = try selection.workloads()
    let threadCounts = workloads.threadCounts
    if !workloads.boxRows.isEmpty {
      let curve = BoxCurve(
        rowLengths: workloads.boxRows, algorithm: selection.algorithm, rounds: workloads.runs)
      print(curve.header)
      for threads in threadCounts {
        for workload in all { print(try await curve.rows(of: workload, threads: threads)) }
      }
      return
    }
    if workloads.shareOfProducts {
      let share = ProductShare(algorithm: selection.algorithm, rounds: workloads.runs)
      print(ProductShare.header)
      for threads in threadCounts {
        for workload in all { print(try await share.row(of: workload, threads: threads)) }
      }
      return
    }
    // First, so that a file that can't be read or written is known before all is measured.
    let comparison = try results.comparison(
      with: all, threads: threadCounts, generator: selection.algorithm.rawValue)
    let files = try results.files()
    if peers.makePeerEnvironment { try await peers.environment.make() }

    var measurements: [WorkloadMeasurement] = []
    var versions: [String: String] = [:]
    let table = ConsoleTable(peers: peers.names)
    print(table.header)
    for threads in threadCounts {
      try await Peer.withPeers(
        peers.names[...], in: peers.environment, threads: threads
      ) { running in
        for peer in running { versions[peer.name] = peer.version }
        for workload in all where workload.fitsMemory(withPeers: running.count) {
          let measurement = try await workload.measure(
            selection.algorithm, threads: threads, rounds: workloads.runs, peers: running)
          print(table.row(measurement))
          measurements.append(measurement)
        }
      }
    }
    let report = Report(
      machine: .current, date: Date(), runs: workloads.runs, peers: versions,
      measurements: measurements)
    for file in files { try file.write(report) }
    if let comparison {
      let slowdowns = comparison.slowdowns(in: measurements)
      print("\n" + slowdowns.table(tolerance: comparison.tolerance))
      if !slowdowns.isEmpty { throw ExitCode.failure }
    }
  }
}

extension Workload {
  /// Whether this process's memory and that of the peers is at most half of what is free; says so where not.
  fileprivate func fitsMemory(withPeers peers: Int) -> Bool {
    let needed = byteCount * (1 + peers)
    let free = Machine.freeByteCount
    if needed <= free / 2 { return true }
    let gigabytes = [needed, free].map { (Double($0) / 1e9).short }
    let reason = "\(gigabytes[0]) GB is more than half of the \(gigabytes[1]) GB free"
    FileHandle.standardError.write(Data("Skipped \(self): \(reason).\n".utf8))
    return false
  }
}
