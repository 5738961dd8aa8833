import TensorInit
import TestSupport
import Testing

/// The module of the README.
private struct Block: Module {
  let attention: MultiheadAttention
  let mlp: Sequential

  init(width: Int) throws {
    attention = try MultiheadAttention(width, heads: 4)
    mlp = try Sequential(
      ("up", Linear(width, 4 * width)), ("fn", Activation.relu), ("down", Linear(4 * width, width)))
  }

  var children: [(name: String, module: any Module)] { [("attention", attention), ("mlp", mlp)] }
}

/// The layer of the documentation of `Layer`.
private struct Scale: Layer {
  let tensors: LayerTensors

  init(_ width: Int, using generator: Generator = .default) throws(TensorInitError) {
    tensors = try LayerTensors(
      "scale", [.parameter("weight", [width], .normal(mean: 1, std: 0.1))], using: generator)
  }
}

@Suite("Modules of one's own")
struct DocumentedBlockTests {
  @Test("do what the README says")
  func readme() throws {
    let block = try Block(width: 256)
    try block.initialize(.zeros, named: ["mlp.down.weight", "attention.out_proj.bias"])
    #expect(block.parameters["mlp.down.weight"]?.doubles().allSatisfy { $0 == 0 } == true)
    let report = try block.initialize(
      [
        ("*bias", .zeros), (.where { $0.moduleKind == "linear" }, .truncatedNormal(std: 0.02)),
        ("*norm*", .ones),
      ], using: Generator(seed: 42))
    #expect(report.unmatchedRules == ["*norm*"])
    #expect(report.unreachedNames == ["attention.in_proj_weight"])
    #expect(block.parameters["attention.out_proj.bias"]?.doubles().allSatisfy { $0 == 0 } == true)
    let expected = block.stateDict.map { $0.tensor.doubles() }
    try withTemporaryFolder { folder in
      try block.save(to: folder + "/block.safetensors")
      try block.initialize(.ones, matching: "*")
      try block.loadStateDict(TensorDictionary(contentsOf: folder + "/block.safetensors"))
    }
    let isSame = block.stateDict.map { $0.tensor.doubles() } == expected
    #expect(isSame)
  }

  @Test("with tensors of their own are layers")
  func layer() throws {
    let scale = try Scale(3)
    #expect(scale.kind == "scale")
    #expect(scale.parameters.names == ["weight"])
    #expect(Sequential(scale, scale).parameters.names == ["0.weight", "1.weight"])
  }

  @Test("draw anew with each seed, and the same with the same")
  func seeds() throws {
    func weight(_ seed: UInt64) throws -> [Double]? {
      try Linear(9, 9, using: Generator(seed: seed)).parameters["weight"]?.doubles()
    }
    #expect(try weight(1) == weight(1))
    #expect(try weight(1) != weight(2))
  }
}
