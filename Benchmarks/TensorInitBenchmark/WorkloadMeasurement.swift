import TensorInit

/// What was measured of one workload with one number of threads.
struct WorkloadMeasurement: Codable, Hashable {
  let workload: Workload
  let generator: String
  let threads: Int
  let fill: Timing
  /// Of the same memory, by one thread.
  let memset: Timing
  /// By the names of the peers that can do this.
  let peers: [String: PeerTiming]
  /// Why the other peers can't.
  let lacks: [String: String]

  /// The fill's speed over the memset's: 1 is as fast as memory.
  var ratioToMemset: Double { memset.seconds / fill.seconds }

  /// The fill's speed over that of a peer, where it was measured.
  func ratio(toPeer name: String) -> Double? {
    peers[name].map { $0.timing.seconds / fill.seconds }
  }

  var elementsPerSecond: Double { Double(workload.elementCount) / fill.seconds }

  var bytesPerSecond: Double { Double(workload.byteCount) / fill.seconds }
}

/// What was measured of a peer.
struct PeerTiming: Codable, Hashable {
  let timing: Timing
  /// Which of its ways the peer found fastest, where it has several.
  let variant: String
}
