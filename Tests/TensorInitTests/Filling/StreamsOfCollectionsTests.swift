import TensorInit
import Testing

@Suite("Tensors initialized together draw")
struct StreamsOfCollectionsTests {
  static func values(
    _ names: [String], _ generator: Generator, times: Int = 1
  ) throws -> [String: [Double]] {
    var dictionary = TensorDictionary()
    for name in names { dictionary[name] = try Tensor(zeros: [name.utf8.count * 40]) }
    for _ in 0..<times { try dictionary.initialize(.normal(), using: generator) }
    return Dictionary(uniqueKeysWithValues: dictionary.map { ($0.name, $0.tensor.doubles()) })
  }

  @Test("under a name from the stream of that name, whatever the others and their order")
  func namedStreams() throws {
    let few = try Self.values(["a", "b.c"], Generator(seed: 5))
    let many = try Self.values(["new.layer", "b.c", "a"], Generator(seed: 5))
    #expect(few["a"] == many["a"] && few["b.c"] == many["b.c"])
    let alone = try Tensor(zeros: [120])
    try alone.initialize(.normal(), using: Generator(seed: 5).stream(named: "b.c"))
    #expect(alone.doubles() == few["b.c"])
  }

  @Test("other numbers each time")
  func repeatedCalls() throws {
    let once = try Self.values(["a", "bc"], Generator(seed: 5))
    let twice = try Self.values(["a", "bc"], Generator(seed: 5), times: 2)
    #expect(once["a"] != twice["a"] && once["bc"] != twice["bc"])
    #expect(Set(once["bc"]!).isDisjoint(with: twice["bc"]!))
  }

  @Test("without names one after the other")
  func vectors() throws {
    let vector = try TensorVector([Tensor(zeros: [70]), Tensor(zeros: [30])])
    try vector.initialize(.uniform(), using: Generator(seed: 9))
    let generator = Generator(seed: 9)
    for tensor in vector {
      let single = try Tensor(zeros: tensor.shape)
      try single.initialize(.uniform(), using: generator)
      #expect(single.doubles() == tensor.doubles())
    }
  }

  @Test("the same with any number of threads")
  func threads() throws {
    let values = try [1, 2, 7].map { threads in
      var dictionary = TensorDictionary()
      for (name, size) in [("a", 100_000), ("b", 3), ("c", 70_001)] {
        dictionary[name] = try Tensor(zeros: [size])
      }
      try dictionary.initialize(.normal(), using: Generator(seed: 1), threads: threads)
      return dictionary.map { $0.tensor.doubles() }
    }
    #expect(values[0] == values[1] && values[0] == values[2])
  }
}
