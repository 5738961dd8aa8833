import TensorInit
import Testing

@Suite("Rules initialize each parameter by the first that matches it")
struct RulesTests {
  static func dictionary() throws -> TensorDictionary {
    try [
      "embedding": Tensor(zeros: [4, 2]), "norm.weight": Tensor(zeros: [2]),
      "norm.bias": Tensor(zeros: [2]), "head.weight": Tensor(zeros: [3, 2]),
    ]
  }

  @Test("the first match wins, and the report says what was left over")
  func report() throws {
    let dictionary = try Self.dictionary()
    let report = try dictionary.initialize([
      ("*.bias", .constant(1)), ("*norm*.weight", .constant(2)), ("*.weight", .constant(3)),
      ("norm.*", .constant(4)), ("decoder.*", .zeros),
    ])
    #expect(report.unmatchedRules == ["norm.*", "decoder.*"])
    #expect(report.unreachedNames == ["embedding"])
    #expect(dictionary.map { $0.tensor.doubles()[0] } == [0, 2, 1, 3])
  }

  @Test("a fault of one parameter leaves all as they were, and names it")
  func faults() throws {
    let dictionary = try Self.dictionary()
    let error = #expect(throws: TensorInitError.self) {
      try dictionary.initialize([("embedding", .ones), ("*", .xavierNormal())])
    }
    #expect(
      error?.description
        == "'norm.weight': xavier_normal: the tensor's shape is [2]; expected at least 2 "
        + "dimensions, from which fan in and fan out are computed")
    #expect(dictionary.allSatisfy { $0.tensor.doubles().allSatisfy { $0 == 0 } })
  }
}
