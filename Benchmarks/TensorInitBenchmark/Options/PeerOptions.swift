import ArgumentParser

/// The options about other libraries.
struct PeerOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Other libraries to measure in turns with this one, as in torch,numpy,mkl,jax.")
  var against: [String] = []

  @Option(help: "The folder of the Python environment that they run in.")
  var peerEnvironment = ".build/benchmark-peers"

  @Flag(help: "First make that environment, or complete it, with pip.")
  var makePeerEnvironment = false

  @Option(help: "The folder of the peers' programs, peer_NAME.py.")
  var peerPrograms = "Benchmarks/peers"

  var names: [String] {
    var names: [String] = []
    for name in against.flatMap({ $0.split(separator: ",") }).map(String.init)
    where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  var environment: PeerEnvironment {
    PeerEnvironment(folder: peerEnvironment, programs: peerPrograms)
  }
}
