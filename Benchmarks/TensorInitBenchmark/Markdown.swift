import Foundation

/// A report as Markdown: what it was made with, then a table for each dtype and number of threads.
package struct Markdown {
  private let report: Report

  package init(_ report: Report) {
    self.report = report
  }

  package var text: String {
    let machine = report.machine
    let peers = report.peerNames.map { "\(Report.title(of: $0)) \(report.peers[$0] ?? "")" }
    var lines = [
      "Medians of \(report.runs.counted("run")), with their quartiles in parentheses, measured in turns. Peers are "
        + "called from Python.",
      "",
      "- Processor: \(machine.processor), \(machine.cores.counted("core"))",
      "- Instruction set: \(machine.instructionSet)",
      "- Date: \(report.date.formatted(.iso8601.year().month().day()))",
    ]
    if !peers.isEmpty { lines.append("- Peers: \(peers.joined(separator: ", "))") }
    for group in groups { lines += ["", heading(of: group[0]), ""] + table(group) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var groups: [[WorkloadMeasurement]] {
    var groups: [[WorkloadMeasurement]] = []
    var places: [String: Int] = [:]
    for measurement in report.measurements {
      let heading = heading(of: measurement)
      if let place = places[heading] {
        groups[place].append(measurement)
      } else {
        places[heading] = groups.count
        groups.append([measurement])
      }
    }
    return groups
  }

  private func heading(of measurement: WorkloadMeasurement) -> String {
    "## \(measurement.workload.dtype), \(measurement.threads.counted("thread")), "
      + "generator \(measurement.generator)"
  }

  private func table(_ measurements: [WorkloadMeasurement]) -> [String] {
    let peers = report.peerNames.filter { peer in
      measurements.contains { $0.peers[peer] != nil }
    }
    let titles =
      ["initializer", "shape", "this package", "billion elements/s", "of memset's speed"]
      + peers.flatMap { [Report.title(of: $0), "times as fast"] }
    return [row(titles), row(["---", "---"] + titles.dropFirst(2).map { _ in "---:" })]
      + measurements.map { measurement in
        row(
          [
            "`\(measurement.workload.initializer)`", measurement.workload.shapeText,
            cell(measurement.fill), (measurement.elementsPerSecond / 1e9).short,
            measurement.ratioToMemset.short,
          ]
            + peers.flatMap { peer in
              [
                measurement.peers[peer].map { cell($0.timing) } ?? "",
                measurement.ratio(toPeer: peer)?.short ?? "",
              ]
            })
      }
  }

  private func cell(_ timing: Timing) -> String {
    let quartiles = timing.quartiles.map(\.time).joined(separator: "–")
    return "\(timing.seconds.time) (\(quartiles))"
  }

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
