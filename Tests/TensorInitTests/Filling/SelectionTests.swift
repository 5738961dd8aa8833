import TensorInit
import Testing

@Suite("A call reaches the tensors that it selects, and no others")
struct SelectionTests {
  static func sevens(_ shape: Shape, dtype: DType = .float32) throws -> Tensor {
    let tensor = try Tensor(zeros: shape, dtype: dtype)
    try tensor.initialize(.constant(7))
    return tensor
  }

  static func isUntouched(_ tensor: Tensor) -> Bool { tensor.doubles().allSatisfy { $0 == 7 } }

  @Test("rows of a tensor")
  func rows() throws {
    let tensor = try Self.sevens([4, 5])
    try tensor.initialize(.uniform(), rows: [0, 2])
    for row in 0..<4 {
      #expect(Self.isUntouched(try tensor[row]) == [1, 3].contains(row))
    }
    #expect(try tensor[0].doubles() != tensor[2].doubles())
  }

  @Test("a row is initialized by itself: its fans are those of its own shape")
  func fansOfRows() throws {
    let tensor = try Self.sevens([2, 300, 400])
    try tensor.initialize(.kaimingUniform(mode: .fanIn), rows: [1])
    #expect(Self.isUntouched(try tensor[0]))
    let bound = (6.0 / 400).squareRoot()
    let largest = try tensor[1].doubles().map(\.magnitude).max() ?? 0
    #expect(largest <= bound && largest > 0.999 * bound)
  }

  @Test("positions in a vector of tensors of different shapes and dtypes")
  func positions() throws {
    var vector: TensorVector = [try Self.sevens([3], dtype: .int64)]
    vector.append(try Self.sevens([10], dtype: .float64))
    vector.append(try Self.sevens([2, 2], dtype: .bfloat16))
    try vector.initialize(.random(low: 0, high: 5), at: [1])
    #expect(vector.map(Self.isUntouched) == [true, false, true])
    try vector.initialize(.random(low: 0, high: 5))
    #expect(vector.map(Self.isUntouched) == [false, false, false])
    #expect(try vector[0].dtype == .int64)
    #expect(vector.count == 3)
    #expect(throws: TensorInitError.self) { try vector[3] }
    #expect(throws: TensorInitError.self) { try vector[-1] }
    #expect(TensorVector(vector.reversed()).map(\.dtype) == [.bfloat16, .float64, .int64])
    #expect(TensorVector().isEmpty && !vector.isEmpty)
  }

  @Test("names in a dictionary, which shares its tensors")
  func names() throws {
    let weight = try Self.sevens([2, 3])
    let dictionary: TensorDictionary = ["weight": weight, "bias": try Self.sevens([2])]
    try dictionary.initialize(.zeros, named: "weight")
    #expect(weight.doubles() == [0, 0, 0, 0, 0, 0])
    #expect(Self.isUntouched(try #require(dictionary["bias"])))
    try dictionary.initialize(.ones, named: ["bias", "weight"])
    #expect(dictionary.flatMap { $0.tensor.doubles() }.allSatisfy { $0 == 1 })
  }

  @Test("every tensor of a dictionary, in the order in which it was made")
  func wholeDictionary() throws {
    var dictionary = TensorDictionary()
    for name in ["z", "a", "m"] { dictionary[name] = try Self.sevens([3]) }
    #expect(dictionary.names == ["z", "a", "m"] && dictionary.count == 3)
    try dictionary.initialize(.normal())
    #expect(!dictionary.contains { Self.isUntouched($0.tensor) })
    dictionary["a"] = nil
    dictionary["z"] = try Self.sevens([1])
    #expect(dictionary.map(\.name) == ["z", "m"])
  }

  @Test("names that a pattern, a regular expression or a condition means")
  func patterns() throws {
    let names = ["layers.0.weight", "layers.0.bias", "layers.10.weight", "head"]
    let patterns: [(TensorPattern, [Bool])] = [
      ("*.weight", [true, false, true, false]), ("layers.?.*", [true, true, false, false]),
      ("head", [false, false, false, true]), ("layers", [false, false, false, false]),
      ("*", [true, true, true, true]),
      (.regex(/layers\.\d+\.bias/), [false, true, false, false]),
      (.regex(/bias/), [false, false, false, false]),
      (.where { $0.shape == [2] && $0.name.hasPrefix("l") }, [true, true, true, false]),
    ]
    for (pattern, reached) in patterns {
      var dictionary = TensorDictionary()
      for name in names { dictionary[name] = try Self.sevens(name == "head" ? [3] : [2]) }
      if reached.contains(true) {
        try dictionary.initialize(.zeros, matching: pattern)
      } else {
        #expect(throws: TensorInitError.self) {
          try dictionary.initialize(.zeros, matching: pattern)
        }
      }
      #expect(dictionary.map { !Self.isUntouched($0.tensor) } == reached, "\(pattern)")
    }
  }
}
