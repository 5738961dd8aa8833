import TensorInit
import Testing

/// Names were found whose hashes are one, by Pollard's rho method: of n names two have one stream with a probability
/// of n^2 / 2^65.
@Suite("Two names of one stream are refused")
struct SharedStreamTests {
  static let names = ["layers.GSikq-Ppff0", "layers.upc_vSrxz6f"]
  static let algorithms: [Generator.Algorithm] = [.ars, .philox]

  private func dictionary(_ names: [String]) throws -> TensorDictionary {
    var tensors = TensorDictionary()
    for name in names { tensors[name] = try Tensor(zeros: [64]) }
    return tensors
  }

  @Test("the names that the tests have do", arguments: algorithms, ["", ".weight"])
  func collision(algorithm: Generator.Algorithm, suffix: String) throws {
    let generator = Generator(algorithm: algorithm, seed: 1)
    let streams = Set(Self.names.map { generator.stream(named: $0 + suffix).streamNumber })
    #expect(streams.count == 1)
  }

  @Test("in one call, before anything is written or counted", arguments: algorithms)
  func oneCall(algorithm: Generator.Algorithm) throws {
    let tensors = try dictionary(["a"] + Self.names + ["b"])
    let generator = Generator(algorithm: algorithm, seed: 1)
    let before = generator.state
    let error = #expect(throws: TensorInitError.self) {
      try tensors.initialize(.normal(), using: generator)
    }
    #expect(
      error.map { "\($0)" } == """
        the stream of '\(Self.names[1])' is that of '\(Self.names[0])' too; expected names whose 64-bit \
        hashes differ, so that tensors don't have the same numbers; change one of them
        """)
    #expect(generator.state == before)
    #expect(tensors.allSatisfy { $0.tensor.doubles().allSatisfy { $0 == 0 } })
  }

  @Test("in calls one after the other")
  func severalCalls() throws {
    let tensors = try dictionary(Self.names + ["c"])
    let generator = Generator(seed: 1)
    try tensors.initialize(.normal(), named: [Self.names[0], "c"], using: generator)
    try tensors.initialize(.normal(), named: [Self.names[0], "c"], using: generator)
    let before = generator.state
    #expect(throws: TensorInitError.self) {
      try tensors.initialize(.normal(), named: ["c", Self.names[1]], using: generator)
    }
    #expect(generator.state == before)
    // Of another seed's nothing is drawn yet.
    generator.reseed(2)
    try tensors.initialize(.normal(), named: Self.names[1], using: generator)
  }

  @Test("where they draw numbers, but not of a sequence, which has no streams, or of constants")
  func others() throws {
    let tensors = try dictionary(Self.names)
    try tensors.initialize(.normal(), using: .torch(seed: 1))
    try tensors.initialize(.ones, using: Generator(seed: 1))
    // Within another stream they are two.
    try tensors.initialize(.normal(), using: Generator(seed: 1).stream(named: "model"))
  }

  @Test("a state with both is none")
  func state() throws {
    let state = Generator(seed: 1).state
    func entry(_ name: String) -> [UInt8] {
      [1, UInt64(name.utf8.count)].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
      }
        + name.utf8
    }
    for names in Self.names { _ = try Generator(state: state + entry(names)) }
    #expect(throws: TensorInitError.self) {
      try Generator(state: state + Self.names.sorted().flatMap(entry))
    }
  }
}
