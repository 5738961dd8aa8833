import TensorInit
import Testing

@Suite("A generator's seed, streams and positions decide what is drawn")
struct GeneratorTests {
  private func drawn(_ generator: Generator, count: Int = 100) throws -> [Float] {
    let tensor = try Tensor(zeros: [count])
    try tensor.initialize(.normal(), using: generator)
    return try [Float](tensor)
  }

  @Test("the same seed gives the same values, another seed others")
  func seeds() throws {
    #expect(try drawn(Generator(seed: 1)) == drawn(Generator(seed: 1)))
    for other: UInt64 in [0, 2, 1 << 32 + 1, .max] {
      #expect(try drawn(Generator(seed: 1)) != drawn(Generator(seed: other)))
    }
  }

  @Test("one call after another draws on, without repeating")
  func sequence() throws {
    let generator = Generator(seed: 1)
    let first = try drawn(generator)
    let second = try drawn(generator)
    #expect(Set(first).isDisjoint(with: second))
    let again = Generator(seed: 1)
    #expect(try drawn(again) == first)
    #expect(try drawn(again) == second)
  }

  @Test("a generator that is seeded anew starts anew")
  func reseeding() throws {
    let generator = Generator(seed: 9)
    _ = try drawn(generator)
    generator.reseed(5)
    #expect(generator.seed == 5)
    #expect(try drawn(generator) == drawn(Generator(seed: 5)))
  }

  @Test("the process-wide generator can be seeded")
  func processWide() throws {
    // Other tests draw from it at the same time, which leaves its named streams as they are.
    Generator.default.reseed(77)
    #expect(Generator.default.seed == 77)
    #expect(
      try drawn(Generator.default.stream(named: "a"))
        == drawn(Generator(seed: 77).stream(named: "a")))
  }

  @Test("a named stream depends on its name and not on what was drawn before")
  func namedStreams() throws {
    let generator = Generator(seed: 1)
    let before = try drawn(generator.stream(named: "layers.0.weight"))
    _ = try drawn(generator)
    #expect(try drawn(generator.stream(named: "layers.0.weight")) == before)
    #expect(try drawn(generator.stream(named: "layers.1.weight")) != before)
    #expect(try drawn(generator) != before)
    #expect(
      try drawn(generator.stream(named: "layers").stream(named: "0"))
        != drawn(generator.stream(named: "0").stream(named: "layers")))
  }

  @Test("a stream's number is the published FNV-1a hash")
  func streamNumbers() {
    #expect(Generator(seed: 1).streamNumber == 0)
    // FNV-1a of eight zero bytes, the main stream's number, and of those followed by "a".
    let empty: UInt64 = 0xa8c7_f832_281a_39c5
    let a = (empty ^ 0x61) &* 0x100_0000_01b3
    #expect(Generator(seed: 1).stream(named: "").streamNumber == empty)
    #expect(Generator(seed: 1).stream(named: "a").streamNumber == a)
  }

  @Test("what needs no random numbers, and what fails, draws none")
  func untouched() throws {
    let generator = Generator(seed: 1)
    try Tensor(zeros: [10]).initialize(.ones, using: generator)
    try Tensor(zeros: [0]).initialize(.normal(), using: generator)
    #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [10]).initialize(.normal(std: -1), using: generator)
    }
    #expect(try drawn(generator) == drawn(Generator(seed: 1)))
  }

  @Test("a stream ends after 2^62 elements, before another subset of words begins")
  func end() throws {
    let generator = Generator(seed: 1)
    let tensor = try Tensor(zeros: [4], dtype: .uint8)
    try tensor.initialize(
      .random(), asElements: 0..<4, of: [(1 << 62) - 128], using: generator)
    let message =
      "the number of elements drawn is beyond the 128 that are left; expected at most "
      + "2^62 in all from a stream"
    try tensor.initialize(.ones)
    let error = #expect(throws: TensorInitError.self) {
      try tensor.initialize(.random(), asElements: 0..<4, of: [129], using: generator)
    }
    #expect(error?.description == message)
    // Nothing is taken by tensors that have not all room, wherever the first without stands.
    for count in [1, 4] {
      let vector = TensorVector(
        Array(repeating: tensor, count: count) + [try Tensor(zeros: [129 - 64 * min(count, 2)])])
      #expect(throws: TensorInitError.self) {
        try vector.initialize(.bernoulli(), using: generator)
      }
    }
    #expect(tensor.doubles() == [1, 1, 1, 1])
    // Under names they draw from other streams.
    let named: TensorDictionary = ["a": tensor, "b": try Tensor(zeros: [129])]
    try named.initialize(.bernoulli(), using: generator)
    try Tensor(zeros: [128]).initialize(.normal(), using: generator)
    #expect(throws: TensorInitError.self) {
      try Tensor(zeros: [1]).initialize(.normal(), using: generator)
    }
    try Tensor(zeros: [1]).initialize(.ones, using: generator)
    generator.reseed(1)
    #expect(try drawn(generator) == drawn(Generator(seed: 1)))
  }

  @Test("threads that share a generator get different elements")
  func sharing() async throws {
    let generator = Generator(seed: 1)
    let parts = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<16 { group.addTask { try drawn(generator, count: 64) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let expected = try drawn(Generator(seed: 1), count: 16 * 64)
    #expect(Set(parts.flatMap { $0 }) == Set(expected))
  }
}
