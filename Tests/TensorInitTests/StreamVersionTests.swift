import TensorInit
import Testing

@Suite("A version of the stream can be asked for")
struct StreamVersionTests {
  private static let algorithms = Generator.Algorithm.allCases.filter { !$0.isSequential }

  @Test("and the one of generators without one is among them", arguments: algorithms)
  func known(algorithm: Generator.Algorithm) throws {
    #expect(Generator.streamVersions.first == 1)
    #expect(Generator.streamVersions.contains(Generator.streamVersion))
    for version in Generator.streamVersions {
      let generator = try Generator(algorithm: algorithm, seed: 42, streamVersion: version)
      #expect(generator.streamVersion == version && generator.algorithm == algorithm)
      #expect(generator.stream(named: "a").copy().streamVersion == version)
    }
    let standard = Generator(algorithm: algorithm, seed: 42)
    #expect(
      try Generator(algorithm: algorithm, seed: 42, streamVersion: Generator.streamVersion).state
        == standard.state)
    #expect(standard.streamVersion == Generator.streamVersion)
    #expect(try Generator(seed: 42, streamVersion: 1).algorithm == .standard)
  }

  @Test("unless there is none, which an error says", arguments: [.min, -1, 0, 2, 10, Int.max])
  func unknown(version: Int) {
    let error = #expect(throws: TensorInitError.self) {
      try Generator(seed: 42, streamVersion: version)
    }
    #expect(
      error?.description
        == "the stream version is \(version); expected one of those that are known: 1")
  }

  @Test("but of no generator of PyTorch's", arguments: [Generator.Algorithm.torch, .ktorch])
  func sequences(algorithm: Generator.Algorithm) {
    #expect(Generator(algorithm: algorithm, seed: 42).streamVersion == nil)
    let error = #expect(throws: TensorInitError.self) {
      try Generator(algorithm: algorithm, seed: 42, streamVersion: 1)
    }
    #expect(
      error?.description
        == "the stream version is 1 of generator \(algorithm); expected none, as it gives "
        + "PyTorch's values; ars and philox have versions")
  }
}
