/// What a chart shows of a report.
package struct ChartContents {
  package struct Bar {
    /// The place of the party in `parties`.
    package let party: Int
    /// In billion elements a second.
    package let speed: Double
  }

  package let title: String
  /// This package, then the peers.
  package let parties: [String]
  package let groups: [(name: String, bars: [Bar])]

  /// Of the float32 measurements, those with the most threads, of each initializer with the most
  /// elements; those of no peer only where there are no others.
  package init(_ report: Report) {
    let measurements = report.measurements.filter { $0.workload.dtype == "float32" }
    let threads = measurements.map(\.threads).max() ?? 1
    let largest = Self.largest(of: measurements.filter { $0.threads == threads })
    let compared = largest.filter { !$0.peers.isEmpty }
    let shown = compared.isEmpty ? largest : compared
    let peers = report.peerNames.filter { peer in shown.contains { $0.peers[peer] != nil } }
    parties = ["this package"] + peers.map(Report.title)
    groups = shown.map { measurement in
      let workload = measurement.workload
      // Two of one name differ in their arguments.
      let isAlone = shown.count { $0.workload.name == workload.name } == 1
      let seconds =
        [measurement.fill.seconds] + peers.map { measurement.peers[$0]?.timing.seconds }
      let bars = seconds.enumerated().compactMap { party, seconds in
        seconds.map { Bar(party: party, speed: Double(workload.elementCount) / $0 / 1e9) }
      }
      return (isAlone ? workload.name : workload.initializer, bars)
    }
    let most = shown.map(\.workload.elementCount).max() ?? 0
    title = "float32, up to \(most.asPowerOfTwo) elements, \(threads.counted("thread"))"
  }

  /// Of each initializer the measurement with the most elements.
  private static func largest(of measurements: [WorkloadMeasurement]) -> [WorkloadMeasurement] {
    var largest: [WorkloadMeasurement] = []
    for measurement in measurements {
      let workload = measurement.workload
      let same = largest.firstIndex { $0.workload.initializer == workload.initializer }
      if let same {
        if largest[same].workload.elementCount < workload.elementCount {
          largest[same] = measurement
        }
      } else {
        largest.append(measurement)
      }
    }
    return largest
  }
}
