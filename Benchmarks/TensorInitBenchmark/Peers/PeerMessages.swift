import Foundation

/// What is said to a peer, a line each; `peer_protocol.py` describes it.
enum PeerRequest {
  case prepare(Workload)
  case run(repetitions: Int)

  /// The line with its end.
  func line() throws -> String {
    let encoder = JSONEncoder()
    let text =
      switch self {
      case .prepare(let workload): try encoder.encode(["prepare": workload])
      case .run(let repetitions): try encoder.encode(["run": repetitions])
      }
    return String(decoding: text, as: UTF8.self) + "\n"
  }
}

/// What a peer answers.
struct PeerAnswer: Decodable {
  var version: String?
  var variant: String?
  var lacks: String?
  var seconds: Double?
  var fault: String?
}
