import Synchronization
import TensorInit
import TestSupport
import Testing

/// That these functions compile is most of what is tested.
@Suite("Tensors cross tasks and actors")
struct CrossingTasksTests {
  private actor Store {
    private var tensors: [Tensor] = []
    private var dictionary = TensorDictionary()
    private var model: (any Module)?

    func add(_ tensor: sending Tensor) { tensors.append(tensor) }
    func take(_ dictionary: sending TensorDictionary) { self.dictionary = dictionary }
    func take(_ model: sending any Module) { self.model = model }

    func tensor(_ index: Int) throws -> sending Tensor { try tensors[index].copy() }
    func weights() throws -> sending TensorDictionary { try dictionary.copy() }
    func stateDict() throws -> sending TensorDictionary? { try model?.stateDict.copy() }
    func clear() throws { for tensor in tensors { try tensor.initialize(.zeros) } }
  }

  @Test("to an actor when they are new, and back as copies")
  func actors() async throws {
    let store = Store()
    await store.add(try Tensor(shape: [3], .ones))
    let copied = try Tensor([2, 3] as [Float])
    await store.add(try copied.copy())
    try copied.initialize(.zeros)
    await store.add(try copied.cast(to: .int8))
    let (first, second) = (try await store.tensor(0), try await store.tensor(1))
    try await store.clear()
    #expect(first.doubles() == [1, 1, 1])
    #expect(second.doubles() == [2, 3])
  }

  @Test("within dictionaries and modules")
  func modules() async throws {
    let store = Store()
    let tensors: TensorDictionary = try ["a": Tensor(zeros: [2]), "b": Tensor(zeros: [1])]
    await store.take(tensors)
    let weights = try await store.weights()
    #expect(weights.keys == ["a", "b"])

    await store.take(try Linear(2, 3))
    let model = try Sequential(("up", Linear(2, 8)), ("act", Activation.gelu))
    try model.initialize(.ones, named: "up.weight")
    await store.take(model)
    let state = try #require(try await store.stateDict())
    #expect(state["up.weight"]?.doubles() == [Double](repeating: 1, count: 16))
  }

  @Test("read from files")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/a.npz"
      try ["a": Tensor(zeros: [2])].save(to: path)
      let store = Store()
      await store.take(try TensorDictionary(contentsOf: path))
      await store.add(try Tensor(contentsOf: path))
      await store.add(try CheckpointReader(path: path).tensor(named: "a"))
      #expect(try await store.tensor(1).doubles() == [0, 0])
      #expect(try await Self.read(path).keys == ["a"])
    }
  }

  private final class Shared: Sendable {
    let tensor: Mutex<Tensor>
    init(_ tensor: sending Tensor) { self.tensor = Mutex(tensor) }
  }

  private static func read(_ path: String) async throws -> sending TensorDictionary {
    try TensorDictionary(contentsOf: path)
  }

  private static func model() async throws -> sending Sequential {
    try Sequential(Linear(2, 2), Activation.relu)
  }

  @Test("into a task, out of functions and through a mutex")
  func tasks() async throws {
    let tensor = try Tensor(shape: [4], .ones)
    let sum = await Task { tensor.doubles().reduce(0, +) }.value
    #expect(sum == 4)

    let model = try await Self.model()
    #expect(model.count == 2)
    async let other = Self.model()
    #expect(try await other.count == 2)

    let shared = Shared(try Tensor(shape: [2], .ones))
    await withTaskGroup { group in
      for _ in 0..<4 {
        group.addTask {
          shared.tensor.withLock { tensor in
            let value: Float? = try? tensor[0]
            try? tensor.setElement(at: 0, to: (value ?? 0) + 1)
          }
        }
      }
    }
    #expect(shared.tensor.withLock { $0.doubles() } == [5, 1])
  }

  @Test("and are read by several threads at once, with an initialization of others beside it")
  func reading() async throws {
    let tensor = try Tensor(shape: [1000], .constant(2))
    // Each thread reads, and writes elements of its own.
    nonisolated(unsafe) let (shared, results) = (tensor, try Tensor(zeros: [8, 100]))
    await withTaskGroup { group in
      for part in 0..<8 {
        group.addTask {
          let sum = shared.doubles().reduce(0, +)
          try? results[part].initialize(.constant(sum), threads: 2)
        }
      }
    }
    #expect(results.doubles().allSatisfy { $0 == 2000 })
  }
}
