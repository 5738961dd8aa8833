/// A peer that can't be started or that failed.
struct PeerFault: Error, CustomStringConvertible {
  let peer: String
  let reason: String

  var description: String { "the peer '\(peer)': \(reason)" }
}
