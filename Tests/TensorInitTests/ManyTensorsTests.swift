import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("100,000 tensors")
struct ManyTensorsTests {
  private static let count = 100_000
  private static let names = (0..<count).map { "layers.\($0).weight" }

  /// The elements of one, initialized alone.
  private func alone(_ name: String) throws -> [UInt8] {
    let tensor = try Tensor(zeros: [2, 3])
    try tensor.initialize(.kaimingNormal(), using: Generator(seed: 5).stream(named: name))
    return SideBySideTests.bytes(tensor)
  }

  @Test("in a dictionary are initialized together as each alone", .timeLimit(.minutes(1)))
  func dictionary() throws {
    var tensors = TensorDictionary()
    for name in Self.names { tensors[name] = try Tensor(zeros: [2, 3]) }
    try tensors.initialize(.kaimingNormal(), using: Generator(seed: 5))
    for name in Self.names.indices where name % 999 == 0 {
      let tensor = try #require(tensors[Self.names[name]])
      #expect(try SideBySideTests.bytes(tensor) == alone(Self.names[name]))
    }
  }

  @Test("of a module's layers, too", .timeLimit(.minutes(1)))
  func module() throws {
    let layers = try (0..<Self.count / 2).map { ("\($0)", try Linear(3, 2)) }
    let model = try Sequential(("layers", try Sequential(layers)))
    #expect(model.namedTensors.count == Self.count)
    try model.initialize(.kaimingNormal(), named: "layers.49999.weight", using: Generator(seed: 5))
    let tensor = try #require(model.namedTensors.first { $0.name == "layers.49999.weight" })
    #expect(try SideBySideTests.bytes(tensor.tensor) == alone("layers.49999.weight"))
  }

  @Test("in a checkpoint are written, read and verified", .timeLimit(.minutes(1)))
  func checkpoint() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/many.safetensors"
      let declarations = Self.names.map {
        TensorDeclaration.parameter($0, [2, 3], .kaimingNormal())
      }
      let writer = try CheckpointWriter(path: path, tensors: declarations.map(\.spec))
      try writer.write(declarations, using: Generator(seed: 5))
      try writer.commit()
      let reader = try CheckpointReader(path: path)
      #expect(reader.tensors.count == Self.count)
      for name in ["layers.0.weight", "layers.99999.weight"] {
        #expect(try SideBySideTests.bytes(reader.tensor(named: name)) == alone(name))
      }
    }
  }
}

@Suite("64 threads at once")
struct ManyThreadsTests {
  private static let count = 64
  private static let shape: Shape = [300, 301]

  /// What as many threads make, each from a generator that it is given with its number.
  private func inThreads(
    _ generator: @escaping @Sendable (Int) -> Generator
  ) throws -> [[UInt8]] {
    let results = Results()
    let group = DispatchGroup()
    for number in 0..<Self.count {
      group.enter()
      // Threads of their own, which wait for each other nowhere.
      Thread.detachNewThread {
        defer { group.leave() }
        let tensor = try? Tensor(zeros: Self.shape)
        let law: Initializer = number % 4 == 0 ? .orthogonal() : .normal()
        try? tensor?.initialize(law, using: generator(number), threads: 64)
        results.set(tensor.map(SideBySideTests.bytes), at: number)
      }
    }
    group.wait()
    return try results.all(Self.count)
  }

  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [Int: [UInt8]] = [:]

    func set(_ bytes: [UInt8]?, at number: Int) { lock.withLock { found[number] = bytes } }

    func all(_ count: Int) throws -> [[UInt8]] {
      try lock.withLock { try (0..<count).map { try #require(found[$0]) } }
    }
  }

  private func alone(_ number: Int, _ generator: Generator) throws -> [UInt8] {
    let tensor = try Tensor(zeros: Self.shape)
    let law: Initializer = number % 4 == 0 ? .orthogonal() : .normal()
    try tensor.initialize(law, using: generator, threads: 1)
    return SideBySideTests.bytes(tensor)
  }

  @Test("with generators of their own make what each makes alone", .timeLimit(.minutes(1)))
  func ownGenerators() throws {
    let found = try inThreads { Generator(seed: UInt64($0)) }
    for number in found.indices {
      let isSame = try found[number] == alone(number, Generator(seed: UInt64(number)))
      #expect(isSame, "\(number)")
    }
  }

  @Test("with streams of one generator, too", .timeLimit(.minutes(1)))
  func streams() throws {
    let shared = Generator(seed: 9)
    let found = try inThreads { shared.stream(named: "\($0)") }
    for number in found.indices {
      let isSame = try found[number] == alone(number, Generator(seed: 9).stream(named: "\(number)"))
      #expect(isSame, "\(number)")
    }
  }

  @Test(
    "that share a generator get each number once", .timeLimit(.minutes(1)),
    arguments: [Generator.Algorithm.ars, .philox, .torch])
  func sharedGenerator(algorithm: Generator.Algorithm) async throws {
    let shared = Generator(algorithm: algorithm, seed: 9)
    let elementCount = 70_000
    @Sendable func drawn(_ generator: Generator) throws -> [UInt8] {
      let tensor = try Tensor(zeros: [elementCount])
      try tensor.initialize(.normal(), using: generator, threads: 64)
      return SideBySideTests.bytes(tensor)
    }
    let found = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<Self.count { group.addTask { try drawn(shared) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    let other = Generator(algorithm: algorithm, seed: 9)
    let isSame = try found == Set((0..<Self.count).map { _ in try drawn(other) })
    #expect(isSame)
  }
}
