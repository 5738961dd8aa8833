/// What is printed while it is measured: one row a measurement.
package struct ConsoleTable {
  /// The peers that have columns.
  package let peers: [String]

  package var header: String {
    let ours = ["initializer", "dtype", "shape", "threads", "time", "GB/s", "of memset"]
    return Self.row(ours + peers.flatMap { [$0, "x faster"] })
  }

  package func row(_ measurement: WorkloadMeasurement) -> String {
    let workload = measurement.workload
    let ours = [
      workload.name, workload.dtype, workload.shapeText, "\(measurement.threads)",
      cell(measurement.fill), (measurement.bytesPerSecond / 1e9).short,
      measurement.ratioToMemset.short,
    ]
    let theirs = peers.flatMap { peer -> [String] in
      guard let timing = measurement.peers[peer]?.timing else { return ["", ""] }
      return [cell(timing), (timing.seconds / measurement.fill.seconds).short]
    }
    return Self.row(ours + theirs)
  }

  /// The median and half of what lies between the quartiles, in percent.
  private func cell(_ timing: Timing) -> String {
    let spread = (timing.quartiles[1] - timing.quartiles[0]) / 2 / timing.seconds
    return "\(timing.seconds.time) ±\(Int((spread * 100).rounded()))%"
  }

  private static func row(_ cells: [String]) -> String {
    let widths = [16, 9, 14]
    return cells.enumerated().map { index, cell in
      let space = String(
        repeating: " ",
        count: max(0, (index < 3 ? widths[index] : index == 3 ? 7 : 12) - cell.count))
      return index < 3 ? cell + space : space + cell
    }
    .joined(separator: " ")
  }
}
