import TensorInit

extension Workload {
  /// Alternates the fill with a memset of the same memory and with the peers.
  func measure(
    _ algorithm: Generator.Algorithm, threads: Int, rounds: Int, peers: [Peer]
  ) async throws -> WorkloadMeasurement {
    let tensor = try Tensor(zeros: shape, dtype: DType(named: dtype))
    let initializer = try Initializer(initializer)
    let generator = Generator(algorithm: algorithm, seed: 42)
    var parties: [Contest.Party] = [
      { repetitions in
        try Contest.seconds(of: repetitions) { _ in
          try tensor.initialize(initializer, using: generator, threads: threads)
        }
      },
      { repetitions in
        let seconds = Contest.seconds(of: repetitions) { repetition in
          tensor.withUnsafeMutableBytes { bytes in
            _ = bytes.initializeMemory(as: UInt8.self, repeating: UInt8(1 + repetition % 2))
          }
        }
        if !peers.isEmpty { Contest.waitForThreads() }
        return seconds
      },
    ]
    var able: [(name: String, variant: String)] = []
    var lacks: [String: String] = [:]
    for peer in peers {
      switch try await peer.prepare(self) {
      case .ready(let variant):
        able.append((peer.name, variant))
        parties.append { try await peer.seconds(repetitions: $0) }
      case .lacks(let reason):
        lacks[peer.name] = reason
      }
    }
    let timings = try await Contest.alternate(parties, rounds: rounds).map(Timing.init)
    let peerTimings = zip(able, timings.dropFirst(2)).map { peer, timing in
      (peer.name, PeerTiming(timing: timing, variant: peer.variant))
    }
    return WorkloadMeasurement(
      workload: self, generator: algorithm.rawValue, threads: threads, fill: timings[0],
      memset: timings[1], peers: Dictionary(uniqueKeysWithValues: peerTimings), lacks: lacks)
  }
}
