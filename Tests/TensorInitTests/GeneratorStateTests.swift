import Foundation
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
    #expect(restored.seed == UInt64.max - 3)
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
    let tensors: TensorDictionary = ["é": try Tensor(zeros: [3]), "a": try Tensor(zeros: [1])]
    try tensors.initialize(.normal(), using: generator)
    try tensors.initialize(.normal(), named: "a", using: generator)
    let parts: [[UInt8]] = [
      [128, 0, 0, 0, 0, 0, 0, 0],
      [2, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0], Array("a".utf8),
      [1, 0, 0, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0, 0], Array("é".utf8),
    ]
    #expect(Array(generator.state.dropFirst(32)) == parts.flatMap { $0 })
  }

  @Test("bytes that are no counts of names are refused")
  func hostileCounts() throws {
    func entry(_ count: UInt64, _ length: UInt64, _ name: [UInt8]) -> [UInt8] {
      [count, length].flatMap { word in
        (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
      } + name
    }
    let state = Generator(seed: 1).state
    let (a, b) = (entry(2, 1, Array("a".utf8)), entry(1, 1, Array("b".utf8)))
    for counts in [[], a, b, a + b, entry(1, 0, []) + a, entry(1 << 62, 1, [97])] {
      let restored = try Generator(state: state + counts)
      #expect(restored.state == state + counts)
      let tensors: TensorDictionary = ["a": try Tensor(zeros: [3])]
      try tensors.initialize(.normal(), using: restored)
    }
    for counts in [
      b + a, a + a, entry(0, 1, [97]), entry(1 << 62 + 1, 1, [97]), entry(.max, 1, [97]),
      entry(1, 2, [97]), entry(1, .max, [97]), entry(1, 1 << 63, [97]), entry(1, 1, [0xff]),
      entry(1, 2, [0xc0, 0x80]), Array(a.dropLast()), Array(a.prefix(15)), a + [0],
    ] {
      #expect(throws: TensorInitError.self) { try Generator(state: state + counts) }
    }
    #expect(throws: TensorInitError.self) {
      try Generator(state: Generator.torch(seed: 1).state + a)
    }
  }

  @Test("bytes that are no state are refused, whatever they are")
  func hostileBytes() throws {
    var random = SystemRandomNumberGenerator()
    for algorithm in Generator.Algorithm.allCases {
      let state = Generator(algorithm: algorithm, seed: 1).state
      for count in [0, 1, 15, 16, 39, 41, state.count - 1] where count < state.count {
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

  /// The next number of 63 bits, which no other place of any seed gives.
  private func word(_ generator: Generator) throws -> Int64 {
    let tensor = try Tensor(zeros: [1], dtype: .int64)
    try tensor.initialize(.random(), using: generator)
    return tensor.withUnsafeMutableBytes { $0.load(as: Int64.self) }
  }

  @Test("a copy that meets a reseeding is one of before it or one of after it")
  func copiesDuringReseeding() throws {
    let generator = Generator(seed: 0)
    let lastSeed: UInt64 = 200_000
    Thread.detachNewThread {
      for seed in 1...lastSeed {
        generator.reseed(seed)
        _ = try? word(generator)
      }
    }
    // Seeds go up, and within one the positions do.
    var last: (seed: UInt64, position: UInt64) = (0, 0)
    while last.seed < lastSeed {
      let state = generator.copy().state
      let words = [16, 32].map { start in
        state[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      try #require((words[0], words[1]) >= last)
      last = (words[0], words[1])
    }
  }

  @Test("a draw that meets a reseeding is one of before it or one of after it")
  func drawsDuringReseeding() throws {
    let generator = Generator(seed: 0)
    let lastSeed: UInt64 = 200_000
    Thread.detachNewThread {
      // About as long as a draw takes passes between two of them.
      let other = Generator(seed: 0)
      for seed in 1...lastSeed {
        generator.reseed(seed)
        _ = try? word(other)
      }
    }
    var replica = Generator(seed: 0)
    while replica.seed < lastSeed {
      let word = try word(generator)
      guard try self.word(replica) != word else { continue }
      // It is the first of a later seed.
      let later = try stride(from: replica.seed + 1, through: generator.seed, by: 1).first {
        try self.word(Generator(seed: $0)) == word
      }
      replica = Generator(seed: try #require(later))
      _ = try self.word(replica)
    }
  }

  @Test("a copy of a torch generator has the seed of its state")
  func torchCopiesDuringReseeding() throws {
    let generator = Generator.torch(seed: 0)
    let lastSeed: UInt64 = 2_000
    Thread.detachNewThread {
      for seed in 1...lastSeed { generator.reseed(seed) }
    }
    var seed: UInt64 = 0
    while seed < lastSeed {
      let copy = generator.copy()
      seed = copy.seed
      try #require(copy.state == Generator.torch(seed: seed).state)
    }
  }
}
