import TensorInit

/// What was measured of one workload with one number of threads.
package struct WorkloadMeasurement: Codable, Hashable {
  package let workload: Workload
  package let generator: String
  package let threads: Int
  package let fill: Timing
  /// Of the same memory, by one thread.
  package let memset: Timing
  /// By the names of the peers that can do this.
  package let peers: [String: PeerTiming]
  /// Why the other peers can't.
  package let lacks: [String: String]

  package init(
    workload: Workload, generator: String, threads: Int, fill: Timing, memset: Timing,
    peers: [String: PeerTiming], lacks: [String: String]
  ) {
    self.workload = workload
    self.generator = generator
    self.threads = threads
    self.fill = fill
    self.memset = memset
    self.peers = peers
    self.lacks = lacks
  }

  /// The fill's speed over the memset's: 1 is as fast as memory.
  package var ratioToMemset: Double { memset.seconds / fill.seconds }

  /// The fill's speed over that of a peer, where it was measured.
  package func ratio(toPeer name: String) -> Double? {
    peers[name].map { $0.timing.seconds / fill.seconds }
  }

  package var elementsPerSecond: Double { Double(workload.elementCount) / fill.seconds }

  package var bytesPerSecond: Double { Double(workload.byteCount) / fill.seconds }
}

/// What was measured of a peer.
package struct PeerTiming: Codable, Hashable {
  package let timing: Timing
  /// Which of its ways the peer found fastest, where it has several.
  package let variant: String

  package init(timing: Timing, variant: String) {
    self.timing = timing
    self.variant = variant
  }
}
