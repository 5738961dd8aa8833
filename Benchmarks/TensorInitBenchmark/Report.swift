package import Foundation
package import TensorInit

/// All measurements of one run and what they were made with.
package struct Report: Codable, Hashable {
  package let machine: Machine
  /// To the second.
  package let date: Date
  package let runs: Int
  /// The versions of the peers, by their names.
  package let peers: [String: String]
  package let measurements: [WorkloadMeasurement]

  package init(
    machine: Machine, date: Date, runs: Int, peers: [String: String],
    measurements: [WorkloadMeasurement]
  ) {
    self.machine = machine
    self.date = Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    self.runs = runs
    self.peers = peers
    self.measurements = measurements
  }

  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// - Throws: `fileFailure` where the file can't be read or is no report.
  package init(contentsOf path: String) throws(TensorInitError) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .fileFailure(path: path, operation: "read", reason: "there is no such readable file")
    }
    guard let report = try? decoder.decode(Report.self, from: data) else {
      throw .fileFailure(
        path: path, operation: "read", reason: "it is not a report that --json has written")
    }
    self = report
  }

  /// The peers' names in the order of columns.
  package var peerNames: [String] {
    let known = Self.titles.map(\.peer)
    return peers.keys.sorted { first, second in
      let ranks = [first, second].map { known.firstIndex(of: $0) ?? known.count }
      return ranks[0] == ranks[1] ? first < second : ranks[0] < ranks[1]
    }
  }

  /// How a peer's library writes its name.
  package static func title(of peer: String) -> String {
    titles.first { $0.peer == peer }?.title ?? peer
  }

  private static let titles: [(peer: String, title: String)] = [
    ("torch", "PyTorch"), ("numpy", "NumPy"), ("mkl", "MKL"), ("jax", "JAX"),
  ]
}
