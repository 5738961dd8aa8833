import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Another library that is measured too, in a process of its own that lives as long as a number of threads
/// is measured.
final class Peer {
  /// Whether a peer can do a workload.
  enum Readiness {
    case ready(variant: String)
    case lacks(String)
  }

  let name: String
  private(set) var version = ""
  private let writer: StandardInputWriter
  private var lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

  private init(
    name: String, writer: StandardInputWriter,
    lines: SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator
  ) {
    self.name = name
    self.writer = writer
    self.lines = lines
  }

  /// Calls `body` with a running peer for each name; they end with the call.
  static func withPeers<Result: Sendable>(
    _ names: ArraySlice<String>, in environment: PeerEnvironment, threads: Int,
    started: [Peer] = [], _ body: ([Peer]) async throws -> Result
  ) async throws -> Result {
    guard let name = names.first else { return try await body(started) }
    return try await Subprocess.run(
      .path(FilePath(environment.python)),
      arguments: [environment.program(of: name), "\(threads)"],
      input: .inputWriter, output: .sequence, error: .currentStandardError
    ) { process in
      let peer = Peer(
        name: name, writer: process.standardInputWriter,
        lines: process.standardOutput.strings().makeAsyncIterator())
      peer.version = try await peer.answer(\.version)
      return try await withPeers(
        names.dropFirst(), in: environment, threads: threads, started: started + [peer], body)
    }.closureResult
  }

  /// Makes the peer ready to run a workload.
  func prepare(_ workload: Workload) async throws -> Readiness {
    try await send(.prepare(workload))
    let answer = try await answer()
    if let reason = answer.lacks { return .lacks(reason) }
    guard let variant = answer.variant else { throw fault("it doesn't answer what it was asked") }
    return .ready(variant: variant)
  }

  /// The mean seconds of so many fills of the workload that it is ready for.
  func seconds(repetitions: Int) async throws -> Double {
    try await send(.run(repetitions: repetitions))
    return try await answer(\.seconds)
  }

  // MARK: Lines

  private func send(_ request: PeerRequest) async throws {
    do {
      _ = try await writer.write(request.line())
    } catch is SubprocessError {
      throw fault("its process ended")
    }
  }

  private func answer<Value>(_ field: KeyPath<PeerAnswer, Value?>) async throws -> Value {
    guard let value = try await answer()[keyPath: field] else {
      throw fault("it doesn't answer what it was asked")
    }
    return value
  }

  private func answer() async throws -> PeerAnswer {
    guard let line = try? await lines.next(isolation: #isolation) else {
      throw fault("its process ended")
    }
    guard let answer = try? JSONDecoder().decode(PeerAnswer.self, from: Data(line.utf8)) else {
      throw fault("it answers '\(line)'")
    }
    if let reason = answer.fault { throw fault(reason) }
    return answer
  }

  private func fault(_ reason: String) -> PeerFault { PeerFault(peer: name, reason: reason) }
}
