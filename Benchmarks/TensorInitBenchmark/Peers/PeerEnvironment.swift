import ArgumentParser
import Foundation
import Subprocess
import TensorInit

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The Python that runs the peers, and their programs.
struct PeerEnvironment {
  /// The folder of the virtual environment.
  let folder: String
  /// The folder of `peer_NAME.py`.
  let programs: String

  var python: String { folder + "/bin/python" }

  func program(of peer: String) -> String { "\(programs)/peer_\(peer).py" }

  /// - Throws: `ValidationError` for a peer without a program, and where there is no Python, unless one is
  ///   about to be made.
  func check(_ peers: [String], isMade: Bool) throws {
    for peer in peers where !FileManager.default.fileExists(atPath: program(of: peer)) {
      throw ValidationError(
        "no peer '\(peer)': there is no \(program(of: peer)); the benchmark is run in the package's "
          + "folder, or with --peer-programs")
    }
    if !peers.isEmpty, !isMade, !FileManager.default.isExecutableFile(atPath: python) {
      throw ValidationError(
        "no \(python) to run the peers with: --make-peer-environment installs it and them")
    }
  }

  /// Makes the virtual environment, or completes it, with the libraries in it.
  ///
  /// - Throws: `fileFailure` where that fails; standard error says why.
  func make() async throws {
    let result = try await Subprocess.run(
      .name("bash"), arguments: [programs + "/make-environment", folder],
      input: .none, output: .currentStandardError, error: .currentStandardError)
    guard result.terminationStatus.isSuccess else {
      throw TensorInitError.fileFailure(
        path: folder, operation: "make the peers' environment",
        reason: "\(programs)/make-environment failed")
    }
  }
}
