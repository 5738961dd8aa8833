import ArgumentParser
import TensorInit

/// Where a command's random numbers come from.
struct GeneratorOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The seed, 0 to 2^64 - 1; without one, a recipe's own, or else a fresh one each time.")
  var seed: UInt64?

  @Option(
    help: """
      Where random numbers come from: ars, philox, torch (the bits of PyTorch 2.13) or ktorch (of its \
      C++ interface).
      """)
  var generator = "\(Generator.Algorithm.standard)"

  @Option(
    parsing: .unconditional,
    help: """
      The version of the stream of ars or philox (\(Self.versions)); without one, \
      \(Generator.streamVersion).
      """)
  var streamVersion: Int?

  private static let versions = Generator.streamVersions.map(String.init).joined(separator: ", ")

  /// A generator of the seed, or of a fresh one.
  func makeGenerator() throws(TensorInitError) -> Generator {
    let algorithm = try Generator.Algorithm(named: generator)
    let seed = seed ?? .random(in: .min ... .max)
    guard let streamVersion else { return Generator(algorithm: algorithm, seed: seed) }
    return try Generator(algorithm: algorithm, seed: seed, streamVersion: streamVersion)
  }
}
