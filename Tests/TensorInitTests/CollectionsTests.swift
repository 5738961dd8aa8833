import TensorInit
import Testing

@Suite("Collections of tensors are used as Swift's")
struct CollectionsTests {
  private func tensors() throws -> TensorDictionary {
    try ["b": Tensor([1 as Float, 2]), "a": Tensor([3 as Float]), "c": Tensor([4 as Float])]
  }

  @Test("a dictionary's keys and values are in order")
  func keysAndValues() throws {
    let tensors = try tensors()
    #expect(tensors.keys == ["b", "a", "c"])
    #expect(tensors.values.map(\.count) == [2, 1, 1])
    #expect(!tensors.isEmpty)
    #expect(TensorDictionary().isEmpty)
    #expect(tensors.contains("a"))
    #expect(!tensors.contains("A"))
    #expect(!tensors.contains("e\u{301}"))
  }

  @Test("a dictionary is changed by names")
  func changes() throws {
    var tensors = try tensors()
    #expect(tensors.removeValue(forKey: "a")?.doubles() == [3])
    #expect(tensors.removeValue(forKey: "a") == nil)
    #expect(tensors.keys == ["b", "c"])
    try tensors.merge(["d": Tensor(zeros: [2]), "b": Tensor([7 as Float])]) { own, other in
      #expect(own.count == 2)
      return other
    }
    #expect(tensors.keys == ["b", "c", "d"])
    #expect(tensors["b"]?.doubles() == [7])
    let halves = try tensors.mapValues { try $0.cast(to: .bfloat16) }
    #expect(halves.keys == ["b", "c", "d"])
    #expect(halves.values.allSatisfy { $0.dtype == .bfloat16 })
    #expect(halves["b"]?.doubles() == [7])
    #expect(tensors["b"]?.dtype == .float32)
  }

  @Test("a dictionary's copy has memory of its own")
  func copy() throws {
    let tensors = try tensors()
    let copy = try tensors.copy()
    try tensors.initialize(.zeros)
    #expect(copy.keys == tensors.keys)
    #expect(copy.values.map { $0.doubles() } == [[1, 2], [3], [4]])
  }

  @Test("a dictionary is made of names that differ")
  func uniqueKeys() throws {
    let tensor = try Tensor(zeros: [1])
    let tensors = try TensorDictionary(
      uniqueKeysWithValues: ["b", "a"].map { ($0, tensor) })
    #expect(tensors.keys == ["b", "a"])
    #expect {
      try TensorDictionary(uniqueKeysWithValues: ["b", "b"].map { ($0, tensor) })
    } throws: {
      "\($0)".contains("'b'")
    }
  }

  @Test("a vector's positions")
  func positions() throws {
    let vector: TensorVector = try [Tensor(zeros: [1]), Tensor(zeros: [2])]
    #expect(vector.indices == 0..<2)
    #expect(vector.first?.count == 1)
    #expect(vector.last?.count == 2)
    #expect(TensorVector().first == nil)
    #expect(TensorVector().indices.isEmpty)
  }

  @Test("tensors have equal elements by shape, dtype and bits")
  func equalElements() throws {
    let tensor = try Tensor([0, .nan, 2, 3] as [Float], shape: [2, 2])
    #expect(tensor.hasEqualElements(to: tensor))
    #expect(try tensor.hasEqualElements(to: tensor.copy()))
    #expect(try !tensor.hasEqualElements(to: tensor.reshaped([4])))
    #expect(try !tensor.hasEqualElements(to: tensor.cast(to: .float64)))
    #expect(
      try !tensor.hasEqualElements(to: Tensor([-0.0, .nan, 2, 3] as [Float], shape: [2, 2])))
    #expect(try tensor[1].hasEqualElements(to: Tensor([2, 3] as [Float])))
    #expect(try Tensor(zeros: [0]).hasEqualElements(to: Tensor(zeros: [0])))
  }
}
