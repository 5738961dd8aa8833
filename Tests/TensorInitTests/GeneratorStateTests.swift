import TensorInit
import Testing

@Suite("A generator's state is taken and restored as one")
struct GeneratorStateTests {
  private func drawn(_ generator: Generator, count: Int = 100) throws -> [Float] {
    let tensor = try Tensor(zeros: [count])
    try tensor.initialize(.normal(), using: generator)
    return try [Float](tensor)
  }

  @Test(
    "what is restored goes on where the generator was",
    arguments: Generator.Algorithm.allCases, [0, 1, 7, 700])
  func roundTrip(algorithm: Generator.Algorithm, count: Int) throws {
    let generator = Generator(algorithm: algorithm, seed: .max - 3).stream(named: "é")
    _ = try drawn(generator, count: count)
    let restored = try Generator(state: generator.state)
    #expect(restored.algorithm == algorithm)
    #expect(restored.seed == .max - 3)
    #expect(restored.streamNumber == generator.streamNumber)
    #expect(restored.state == generator.state)
    #expect(restored.torchState == generator.torchState)
    #expect(
      try drawn(restored.stream(named: "a")) == drawn(generator.copy().stream(named: "a")))
    let other = try Generator(state: generator.state)
    #expect(try drawn(other) == drawn(generator))
  }

  @Test("its bytes are the same for ever")
  func layout() throws {
    let generator = Generator(algorithm: .philox, seed: 0x0102_0304_0506_0708)
    _ = try drawn(generator, count: 65)
    #expect(
      generator.state
        == Array("TIState\0".utf8) + [1, 0, 0, 0, 0, 0, 0, 0] + [8, 7, 6, 5, 4, 3, 2, 1]
        + [0, 0, 0, 0, 0, 0, 0, 0] + [128, 0, 0, 0, 0, 0, 0, 0])
    let torch = Generator.torch(seed: 5)
    #expect(torch.state.dropFirst(16).elementsEqual(torch.torchState ?? []))
  }

  @Test("bytes that are no state are refused, whatever they are")
  func hostileBytes() throws {
    var random = SystemRandomNumberGenerator()
    for algorithm in Generator.Algorithm.allCases {
      let state = Generator(algorithm: algorithm, seed: 1).state
      for count in [0, 1, 15, 16, 39, 41, state.count - 1] where count != state.count {
        #expect(throws: TensorInitError.self) { try Generator(state: Array(state.prefix(count))) }
      }
      #expect(throws: TensorInitError.self) { try Generator(state: state + [0]) }
      for index in 0..<16 {
        var other = state
        other[index] ^= 0x40
        #expect(throws: TensorInitError.self) { try Generator(state: other) }
      }
      for _ in 0..<200 {
        var other = state
        for _ in 0..<4 {
          other[.random(in: 16..<state.count, using: &random)] = .random(in: 0...255)
        }
        // One that is taken draws, and ends where it ends.
        if let generator = try? Generator(state: other) {
          #expect(generator.state.count == state.count)
          _ = try? drawn(generator)
        }
      }
    }
  }

  @Test("a position between two groups, or beyond the stream's end, is none")
  func positions() throws {
    func state(at position: UInt64) -> [UInt8] {
      var state = Generator(seed: 1).state
      for byte in 0..<8 { state[32 + byte] = UInt8(truncatingIfNeeded: position >> (8 * byte)) }
      return state
    }
    for position: UInt64 in [1, 63, 65, 1 << 62 + 64, .max] {
      #expect(throws: TensorInitError.self) { try Generator(state: state(at: position)) }
    }
    let last = try Generator(state: state(at: 1 << 62 - 64))
    _ = try drawn(last, count: 64)
    #expect(throws: TensorInitError.self) { try drawn(last, count: 1) }
  }

  @Test(
    "no draw and no copy combines the seed of one start with the place after another",
    arguments: [Generator.Algorithm.ars, .torch])
  func concurrentReseeding(algorithm: Generator.Algorithm) async throws {
    // Every start is followed by one draw of another size, which tells what a place belongs to.
    let counts: [UInt64: Int] = [3: 64, 4: 640]
    let allowed = try Set(
      counts.flatMap { seed, count in
        let generator = Generator(algorithm: algorithm, seed: seed)
        let start = generator.state
        _ = try drawn(generator, count: count)
        return [start, generator.state]
      })
    let generator = Generator(algorithm: algorithm, seed: 3)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<5_000 {
          #expect(allowed.contains(generator.copy().state))
          #expect(allowed.contains(generator.state))
        }
      }
      group.addTask {
        for turn in 0..<5_000 {
          let seed: UInt64 = turn % 2 == 0 ? 4 : 3
          generator.reseed(seed)
          _ = try drawn(generator, count: counts[seed] ?? 0)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a draw that meets a reseeding is one of before it or one of after it")
  func drawsDuringReseeding() async throws {
    let starts = try [UInt64(3), 4].map { seed in
      let generator = Generator(seed: seed)
      return try (0..<16).map { _ in try drawn(generator, count: 1)[0] }
    }
    let generator = Generator(seed: 3)
    for turn in 0..<2_000 {
      generator.reseed(3)
      let values = try await withThrowingTaskGroup(of: [Float].self) { group in
        for task in 0..<2 {
          group.addTask {
            if task == 1 { generator.reseed(4) }
            return try (0..<8).map { _ in try drawn(generator, count: 1)[0] }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      // Together the draws of a seed are its first ones, without a gap.
      let ofThree = values.joined().filter { starts[0].contains($0) }
      let ofFour = values.joined().filter { starts[1].contains($0) }
      #expect(ofThree.count + ofFour.count == 16, "turn \(turn)")
      #expect(Set(ofThree) == Set(starts[0].prefix(ofThree.count)), "turn \(turn)")
      #expect(Set(ofFour) == Set(starts[1].prefix(ofFour.count)), "turn \(turn)")
    }
  }
}
