import Foundation
import TensorInit
import Testing

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
