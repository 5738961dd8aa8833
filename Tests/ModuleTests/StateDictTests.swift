import TensorInit
import TestSupport
import Testing

@Suite("A state dict")
struct StateDictTests {
  private func model(seed: UInt64, dtype: DType = .float32) throws -> Sequential {
    let generator = Generator(seed: seed)
    return try Sequential(
      ("conv", Conv2d(3, 4, kernelSize: 3, dtype: dtype, using: generator)),
      ("norm", BatchNorm2d(4, dtype: dtype)),
      ("fc", Linear(4, 2, dtype: dtype, using: generator)))
  }

  private func values(_ module: some Module) -> [String: [Double]] {
    Dictionary(uniqueKeysWithValues: module.stateDict.map { ($0.name, $0.tensor.doubles()) })
  }

  @Test("goes through a file into another model")
  func roundTrip() throws {
    let (source, target) = try (model(seed: 1), model(seed: 2))
    try source.initialize(.constant(12), named: "norm.num_batches_tracked")
    try source.initialize(.normal(), named: "norm.running_mean")
    #expect(values(source) != values(target))
    try withTemporaryFolder { folder in
      try source.save(to: folder + "/x.safetensors", metadata: ["format": "pt"])
      let report = try target.loadStateDict(
        TensorDictionary(contentsOf: folder + "/x.safetensors"))
      #expect(report.missingNames.isEmpty && report.unexpectedNames.isEmpty)
    }
    #expect(values(source) == values(target))
    #expect(target.buffers["norm.num_batches_tracked"]?.doubles() == [12])
  }

  @Test("is converted to the module's dtypes")
  func dtypes() throws {
    let (source, target) = try (model(seed: 1), model(seed: 2, dtype: .bfloat16))
    try target.loadStateDict(source.stateDict)
    for (name, tensor) in target.stateDict where tensor.dtype == .bfloat16 {
      let expected = source.stateDict[name]?.doubles().map { Double(Float(BFloat16(Float($0)))) }
      #expect(tensor.doubles() == expected, "\(name)")
    }
    #expect(target.buffers["norm.num_batches_tracked"]?.dtype == .int64)
  }

  @Test("that doesn't fit is one error of all that is wrong, and nothing is written")
  func faults() throws {
    let (source, target) = try (model(seed: 1), model(seed: 2))
    let before = values(target)
    var state = source.stateDict
    state["conv.weight"] = nil
    state["fc.bias"] = nil
    state["extra"] = try Tensor(zeros: [1])
    state["fc.weight"] = try Tensor(zeros: [4, 2])
    let shapes = "with 'fc.weight' of shape [4, 2] for [2, 4]"
    #expect {
      try target.loadStateDict(state)
    } throws: {
      "\($0)"
        == "loadStateDict: the state dict is without 'conv.weight', 'fc.bias', and with unexpected "
        + "'extra', and \(shapes); expected the module's names and shapes"
    }
    #expect(throws: TensorInitError.self) { try target.loadStateDict(state, strict: false) }
    #expect(values(target) == before)

    state["fc.weight"] = source.stateDict["fc.weight"]
    let report = try target.loadStateDict(state, strict: false)
    #expect(report.missingNames == ["conv.weight", "fc.bias"])
    #expect(report.unexpectedNames == ["extra"])
    #expect(values(target)["fc.weight"] == values(source)["fc.weight"])
    #expect(values(target)["fc.bias"] == before["fc.bias"])
  }

  @Test("of an old file may have one element for a scalar, or no count of batches")
  func oldFiles() throws {
    let (source, target) = try (model(seed: 1), model(seed: 2))
    var state = source.stateDict
    state["norm.num_batches_tracked"] = try Tensor([3] as [Float])
    #expect(try target.loadStateDict(state).missingNames.isEmpty)
    #expect(target.buffers["norm.num_batches_tracked"]?.doubles() == [3])
    state["norm.num_batches_tracked"] = nil
    #expect(try target.loadStateDict(state).missingNames.isEmpty)
    #expect(target.buffers["norm.num_batches_tracked"]?.doubles() == [3])
    state["norm.running_var"] = nil
    #expect(throws: TensorInitError.self) { try target.loadStateDict(state) }
  }

  @Test("loads into the module that it is of")
  func itself() throws {
    let module = try model(seed: 1)
    let before = values(module)
    try module.loadStateDict(module.stateDict)
    #expect(values(module) == before)
  }
}
