import Foundation
import Synchronization
import TensorInit
import TestSupport
import Testing

@Suite("While a writer reports its progress, its generator can be asked", .timeLimit(.minutes(1)))
struct ProgressTests {
  private static let generators: [@Sendable () -> Generator] = [
    { Generator(seed: 5) }, { Generator(algorithm: .philox, seed: 5) }, { .torch(seed: 5) },
    { .torch(seed: 5, profile: .ktorch) },
  ]

  /// Tensors that several threads share, that one thread writes, and that draw nothing.
  private static let declarations: [TensorDeclaration] = [
    .parameter("a", [300, 300], .normal()), .parameter("b", [200_000], .zeros),
    .parameter("c", [7], .uniform()), .parameter("d", [40, 30], .orthogonal()),
    .parameter("e", [200_000], .constant(2)),
  ]

  /// The bytes of a file whose writer reports to `report`.
  private func file(
    _ generator: Generator, report: (@Sendable (String) -> Void)? = nil
  ) throws -> Data {
    let progress: (@Sendable (String, Int) -> Void)? =
      if let report { { name, _ in report(name) } } else { nil }
    return try withTemporaryFolder { folder -> Data in
      let path = folder + "/x.safetensors"
      let writer = try CheckpointWriter(path: path, tensors: Self.declarations.map(\.spec))
      try writer.write(Self.declarations, using: generator, threads: 2, progress: progress)
      try writer.commit()
      return try Data(contentsOf: URL(fileURLWithPath: path))
    }
  }

  @Test("for its seed, state and a copy, which changes nothing", arguments: generators.indices)
  func questions(index: Int) throws {
    let (asked, other) = (Self.generators[index](), Self.generators[index]())
    let expected = try file(other)
    let calls = Atomic(0)
    let result = try file(asked) { name in
      calls.wrappingAdd(1, ordering: .relaxed)
      #expect(asked.seed == 5)
      let (state, torchState, copy) = (asked.state, asked.torchState, asked.copy())
      #expect(copy.state == state && copy.torchState == torchState)
      // A generator of its own draws as ever.
      #expect(throws: Never.self) { try Tensor(zeros: [3]).initialize(.normal(), using: copy) }
    }
    let isSame = result == expected
    #expect(isSame)
    #expect(calls.load(ordering: .relaxed) >= 10)
    #expect(asked.state == other.state)
  }

  @Test(
    "but an order of draws can't be drawn from, while other draws are the next ones",
    arguments: generators.indices)
  func draws(index: Int) throws {
    let (asked, other) = (Self.generators[index](), Self.generators[index]())
    let expected = try file(other)
    let faults = Mutex<Set<String>>([])
    let result = try file(asked) { name in
      do {
        try Tensor(zeros: [3]).initialize(.normal(), using: asked)
        try Tensor(zeros: [0]).initialize(.normal(), using: asked)
        let tensors: TensorDictionary = ["z": try Tensor(zeros: [3])]
        try tensors.initialize(.normal(), using: asked)
      } catch {
        faults.withLock { _ = $0.insert("\(error)") }
      }
    }
    let isSame = result == expected
    #expect(isSame)
    let message =
      "the generator is drawing for the call that reports its progress; expected another one, or "
      + "this one after that call"
    #expect(faults.withLock { $0 } == (asked.algorithm.isSequential ? [message] : []))
    // It draws as ever afterwards.
    if asked.algorithm.isSequential { #expect(asked.state == other.state) }
    try Tensor(zeros: [3]).initialize(.normal(), using: asked)
  }

  @Test("and other tensors can be initialized in any way")
  func others() throws {
    let declarations = (0..<6).map {
      TensorDeclaration.parameter(
        "t\($0)", [20, 20], .orthogonal(method: $0 < 3 ? .qr : .reflectors))
    }
    try withTemporaryFolder { folder in
      let writer = try CheckpointWriter(
        path: folder + "/x.safetensors", tensors: declarations.map(\.spec))
      let count = Atomic(0)
      try writer.write(declarations, using: Generator(seed: 1), threads: 2) { _, _ in
        for method: OrthogonalMethod in [.qr, .reflectors] {
          #expect(throws: Never.self) {
            let tensor = try Tensor(zeros: [200, 200])
            try tensor.initialize(.orthogonal(method: method), threads: 2)
            try tensor.initialize(.normal(), threads: 2)
          }
        }
        count.wrappingAdd(1, ordering: .relaxed)
      }
      #expect(count.load(ordering: .relaxed) == 12)
    }
  }

  @Test("and be seeded anew, for what draws from it afterwards", arguments: generators.indices)
  func reseeding(index: Int) throws {
    let asked = Self.generators[index]()
    let expected = try file(Self.generators[index]())
    let result = try file(asked) { _ in
      asked.reseed(9)
      #expect(asked.seed == 9)
    }
    let isSame = result == expected
    #expect(isSame)
    #expect(asked.seed == 9)
    let new = Generator(algorithm: asked.algorithm, seed: 9)
    #expect(asked.state == new.state)
  }
}
