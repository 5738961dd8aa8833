import Foundation
import TensorInit
import Testing

@Suite("A name's n-th initialization depends on the seed, the name and n alone")
struct NamedInitializationTests {
  /// What the name `b` gets.
  private func drawn(
    _ generator: Generator, name: String = "b", count: Int = 100,
    _ initializer: Initializer = .normal()
  ) throws -> [Double] {
    let tensors: TensorDictionary = [name: try Tensor(zeros: [count])]
    try tensors.initialize(initializer, named: name, using: generator)
    return tensors.flatMap { $0.tensor.doubles() }
  }

  private static let algorithms = Generator.Algorithm.allCases.filter { !$0.isSequential }

  /// What may happen to a generator that initializes `b` once.
  static let histories: [(String, @Sendable (Generator) throws -> Void)] = [
    ("alone", { _ = try Self().drawn($0) }),
    ("of another size", { _ = try Self().drawn($0, count: 7) }),
    ("by another law", { _ = try Self().drawn($0, .uniform()) }),
    (
      "with a small neighbour",
      {
        let tensors: TensorDictionary = ["a": try Tensor(zeros: [4]), "b": try Tensor(zeros: [9])]
        try tensors.initialize(.normal(), using: $0)
      }
    ),
    (
      "with a large neighbour behind",
      {
        let tensors: TensorDictionary = [
          "b": try Tensor(zeros: [9]), "a": try Tensor(zeros: [1000]),
        ]
        try tensors.initialize(.normal(), named: ["b", "a"], using: $0)
      }
    ),
    (
      "by rules",
      {
        let tensors: TensorDictionary = [
          "a": try Tensor(zeros: [300]), "b": try Tensor(zeros: [9]),
        ]
        try tensors.initialize([("b", .normal()), ("*", .ones)], using: $0)
      }
    ),
    (
      "by a pattern",
      {
        let tensors: TensorDictionary = [
          "bb": try Tensor(zeros: [99]), "b": try Tensor(zeros: [9]),
        ]
        try tensors.initialize(.uniform(), matching: "b*", using: $0)
      }
    ),
    (
      "between unnamed draws",
      {
        try Tensor(zeros: [1000]).initialize(.normal(), using: $0)
        _ = try Self().drawn($0)
        try Tensor(zeros: [1]).initialize(.normal(), using: $0)
      }
    ),
    (
      "and constants, nothing, faults and a stream",
      {
        _ = try Self().drawn($0)
        _ = try Self().drawn($0, .ones)
        _ = try Self().drawn($0, count: 0)
        let generator = $0
        #expect(throws: TensorInitError.self) { try Self().drawn(generator, .normal(std: -1)) }
        #expect(throws: TensorInitError.self) { try Self().drawn(generator, .kaimingNormal()) }
        try Tensor(zeros: [9]).initialize(.normal(), using: $0.stream(named: "b"))
      }
    ),
    (
      "into a file",
      { generator in
        let path = FileManager.default.temporaryDirectory
          .appending(path: "\(UUID().uuidString).safetensors").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let writer = try CheckpointWriter(
          path: path,
          tensors: [TensorSpec(name: "a", shape: [999]), TensorSpec(name: "b", shape: [9])])
        try writer.write(.normal(), named: "b", using: generator)
        try writer.write(.normal(), named: "a", using: generator)
      }
    ),
  ]

  @Test("whatever else was drawn before", arguments: algorithms)
  func later(algorithm: Generator.Algorithm) throws {
    let plain = Generator(algorithm: algorithm, seed: 5).stream(named: "model")
    let expected = try (1...3).map { _ in try drawn(plain) }
    #expect(Set(expected.flatMap { $0 }).count > 290)
    for (name, first) in Self.histories {
      let generator = Generator(algorithm: algorithm, seed: 5).stream(named: "model")
      try first(generator)
      #expect(try drawn(generator) == expected[1], "\(name)")
      #expect(try drawn(generator, count: 7) == Array(expected[2].prefix(7)), "\(name)")
    }
  }

  @Test("and unnamed draws don't depend on names", arguments: algorithms)
  func unnamed(algorithm: Generator.Algorithm) throws {
    func next(_ generator: Generator) throws -> [Double] {
      let tensor = try Tensor(zeros: [10])
      try tensor.initialize(.normal(), using: generator)
      return tensor.doubles()
    }
    let expected = try next(Generator(algorithm: algorithm, seed: 5))
    for (name, before) in Self.histories where name != "between unnamed draws" {
      let generator = Generator(algorithm: algorithm, seed: 5)
      try before(generator)
      #expect(try next(generator) == expected, "\(name)")
    }
  }

  @Test("the first from the start of the name's stream, the others of streams of their own")
  func streams() throws {
    func fromStart(_ number: UInt64) throws -> [Double] {
      var state = Generator(seed: 5).state
      for byte in 0..<8 { state[24 + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
      let tensor = try Tensor(zeros: [100])
      try tensor.initialize(.normal(), using: Generator(state: state))
      return tensor.doubles()
    }
    let generator = Generator(seed: 5)
    let first = generator.stream(named: "b").streamNumber
    #expect(try drawn(generator) == fromStart(first))
    // FNV-1a of 0xff and the number's bytes.
    for number: [UInt8] in [[2, 0, 0, 0, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0, 0]] {
      let hash = ([0xff] + number).reduce(first) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      #expect(try drawn(generator) == fromStart(hash))
    }
  }

  @Test("a name that a call has twice is initialized twice")
  func twice() throws {
    let generator = Generator(seed: 5)
    let tensors: TensorDictionary = ["b": try Tensor(zeros: [100])]
    try tensors.initialize(.normal(), named: ["b", "b"], using: generator)
    let other = Generator(seed: 5)
    _ = try drawn(other)
    #expect(try tensors.flatMap { $0.tensor.doubles() } == drawn(other))
    #expect(try drawn(generator) == drawn(other))
  }

  @Test("names are told apart by their bytes")
  func bytes() throws {
    let (composed, decomposed) = ("\u{e9}", "e\u{301}")
    let generator = Generator(seed: 5)
    _ = try drawn(generator, name: composed)
    #expect(
      try drawn(generator, name: decomposed) == drawn(Generator(seed: 5), name: decomposed))
    #expect(try drawn(generator, name: composed) != drawn(Generator(seed: 5), name: composed))
  }

  @Test(
    "a copy and what is restored go on counting, a reseeding starts anew", arguments: algorithms)
  func copies(algorithm: Generator.Algorithm) throws {
    let generator = Generator(algorithm: algorithm, seed: 5)
    _ = try drawn(generator)
    _ = try drawn(generator)
    _ = try drawn(generator, name: "")
    let copies = [generator.copy(), try Generator(state: generator.state), generator.copy().copy()]
    let third = try drawn(generator)
    for copy in copies {
      #expect(try drawn(copy) == third)
      #expect(copy.state == generator.state)
      #expect(try drawn(copy, name: "") == drawn(generator.copy(), name: ""))
    }
    generator.reseed(5)
    #expect(generator.state == Generator(algorithm: algorithm, seed: 5).state)
    #expect(try drawn(generator) == drawn(Generator(algorithm: algorithm, seed: 5)))
  }

  @Test("threads that share a generator get each number once")
  func threads() async throws {
    let generator = Generator(seed: 5)
    let found = try await withThrowingTaskGroup(of: [Double].self) { group in
      for _ in 0..<32 { group.addTask { try drawn(generator, count: 4) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let other = Generator(seed: 5)
    #expect(found == Set(try (0..<32).map { _ in try drawn(other, count: 4) }))
  }

  @Test("a draw that meets a reseeding is one of before it or one of after it")
  func drawsDuringReseeding() throws {
    let generator = Generator(seed: 0)
    let lastSeed: UInt64 = 20_000
    Thread.detachNewThread {
      let other = Generator(seed: 0)
      for seed in 1...lastSeed {
        generator.reseed(seed)
        _ = try? drawn(other, count: 1, .random(high: 1 << 24))
      }
    }
    let law = Initializer.random(high: 1 << 24)
    var replica = Generator(seed: 0)
    while replica.seed < lastSeed {
      let found = try drawn(generator, count: 4, law)
      guard try drawn(replica, count: 4, law) != found else { continue }
      // It is the first of a later seed.
      let later = try stride(from: replica.seed + 1, through: generator.seed, by: 1).first {
        try drawn(Generator(seed: $0), count: 4, law) == found
      }
      replica = Generator(seed: try #require(later))
      _ = try drawn(replica, count: 4, law)
    }
  }

  @Test("of PyTorch's generators draws go on in order")
  func sequences() throws {
    let generator = Generator.torch(seed: 5)
    let first = try drawn(generator)
    let other = Generator.torch(seed: 5)
    for expected in [first, try drawn(generator, name: "a")] {
      let tensor = try Tensor(zeros: [100])
      try tensor.initialize(.normal(), using: other)
      #expect(tensor.doubles() == expected)
    }
    #expect(generator.state == other.state)
  }
}
