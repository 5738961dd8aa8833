import Foundation
import TensorInit
import TestSupport
import Testing

/// A module of a user's own, with a parameter and a buffer of the same name.
private struct Counter: Module {
  let ownParameters: TensorDictionary
  let ownBuffers: TensorDictionary

  init() throws {
    ownParameters = ["state": try Tensor(zeros: [2])]
    ownBuffers = [
      "state": try Tensor(zeros: [3]), "cache": try Tensor(zeros: [1]),
      "steps": try Tensor(zeros: [], dtype: .int64),
    ]
  }

  var nonPersistentBufferNames: Set<String> { ["cache"] }
}

private struct Block: Module {
  let norm: BatchNorm1d
  let counter: Counter
  let layers: Sequential

  init() throws {
    norm = try BatchNorm1d(2)
    counter = try Counter()
    layers = try Sequential(Linear(2, 3), Activation.relu, LSTM(3, 2))
  }

  var children: [(name: String, module: any Module)] {
    [("norm", norm), ("counter", counter), ("layers", layers)]
  }
}

@Suite("A module names its tensors")
struct ModuleNamesTests {
  static let lstm = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
  static let parameters =
    ["norm.weight", "norm.bias", "counter.state", "layers.0.weight", "layers.0.bias"]
    + lstm.map { "layers.2." + $0 }
  static let buffers = [
    "norm.running_mean", "norm.running_var", "norm.num_batches_tracked", "counter.state",
    "counter.cache", "counter.steps",
  ]

  @Test("with dots, parameters and then buffers, module by module")
  func names() throws {
    let block = try Block()
    #expect(block.parameters.names == Self.parameters)
    #expect(block.buffers.names == Self.buffers)
    #expect(block.namedTensors.map(\.name) == Self.parameters + Self.buffers)
    #expect(
      block.nestedModules.map(\.name) == [
        "", "norm", "counter", "layers", "layers.0", "layers.1", "layers.2",
      ])
  }

  @Test("and those of its state dict as PyTorch orders them, without what is not persistent")
  func stateDict() throws {
    #expect(
      try Block().stateDict.names == [
        "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var",
        "norm.num_batches_tracked", "counter.state", "counter.steps", "layers.0.weight",
        "layers.0.bias",
      ] + Self.lstm.map { "layers.2." + $0 })
  }

  @Test("which a file can't have where two of it have one name")
  func sameName() throws {
    try withTemporaryFolder { folder in
      #expect {
        try Block().save(to: folder + "/x.safetensors")
      } throws: {
        "\($0)" == "a tensor's name is 'counter.state' twice; expected names that differ"
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(files == [])
    }
  }

  @Test("nor be loaded from one then")
  func sameNameLoaded() throws {
    let block = try Block()
    let stateDict = block.stateDict
    #expect {
      try Block().loadStateDict(stateDict)
    } throws: {
      "\($0)"
        == "loadStateDict: a tensor's name is 'counter.state' twice; expected names that differ"
    }
  }

  @Test("and knows of each the kind of module that owns it")
  func kinds() throws {
    let block = try Block()
    #expect(block.kind == "block")
    let kinds = Dictionary(block.namedTensors.map { ($0.name, $0.spec.moduleKind) }) { first, _ in
      first
    }
    #expect(kinds["norm.running_mean"] == "batchnorm1d")
    #expect(kinds["counter.cache"] == "counter")
    #expect(kinds["layers.0.bias"] == "linear")
    #expect(kinds["layers.2.bias_hh_l0"] == "lstm")
    #expect(
      block.namedTensors.filter(\.spec.isBuffer).map(\.name) == Self.buffers)
  }

  @Test("and shares their elements")
  func sharing() throws {
    let block = try Block()
    try block.parameters.initialize(.constant(7), named: "layers.0.weight")
    #expect(block.layers.parameters["0.weight"]?.doubles() == Array(repeating: 7, count: 6))
    try block.norm.tensors.buffers["running_mean"]?.initialize(.constant(5))
    #expect(block.stateDict["norm.running_mean"]?.doubles() == [5, 5])
  }

  @Test("so that a name reaches a parameter, or else a buffer")
  func parameterFirst() throws {
    let block = try Block()
    try block.initialize(.ones, named: ["counter.state", "norm.running_mean"])
    #expect(block.parameters["counter.state"]?.doubles() == [1, 1])
    #expect(block.buffers["counter.state"]?.doubles() == [0, 0, 0])
    #expect(block.buffers["norm.running_mean"]?.doubles() == [1, 1])
    try block.buffers.initialize(.constant(2), named: "counter.state")
    #expect(block.buffers["counter.state"]?.doubles() == [2, 2, 2])
    #expect(block.parameters["counter.state"]?.doubles() == [1, 1])
  }

  @Test("and throws of a wrong one among several, with nothing written")
  func wrongName() throws {
    let block = try Block()
    #expect {
      try block.initialize(
        .constant(3), named: ["norm.weight", "layers.0.bias", "layers.0.wieght"])
    } throws: {
      "\($0)" == "unknown tensor 'layers.0.wieght'; did you mean 'layers.0.weight'?"
    }
    #expect(block.parameters["norm.weight"]?.doubles() == [1, 1])
    #expect(block.parameters["layers.0.bias"]?.doubles().contains(3) == false)
  }

  @Test("which the sentence of a wrong one lists once each, and says so where there are none")
  func knownNames() throws {
    #expect {
      try Counter().initialize(.ones, named: "x.y.z")
    } throws: {
      "\($0)" == "unknown tensor 'x.y.z'; expected one of state, cache, steps"
    }
    #expect {
      try Activation.leakyReLU(slope: 0.1).initialize(.ones, named: "weight")
    } throws: {
      "\($0)" == "unknown tensor 'weight'; there are none"
    }
  }

  @Test("and patterns find parameters by name and by kind of module")
  func patterns() throws {
    let block = try Block()
    let isRecurrent = TensorPattern.where("recurrent") { $0.moduleKind == "lstm" }
    try block.initialize(.constant(4), matching: isRecurrent)
    #expect(block.parameters["layers.2.bias_hh_l0"]?.doubles().allSatisfy { $0 == 4 } == true)
    #expect(block.parameters["layers.0.bias"]?.doubles().contains(4) == false)
    try block.initialize(.constant(6), matching: "counter.*")
    #expect(block.parameters["counter.state"]?.doubles() == [6, 6])
    #expect(block.buffers["counter.state"]?.doubles() == [0, 0, 0])
  }

  @Test("and rules report what they missed")
  func rules() throws {
    let block = try Block()
    let report = try block.initialize([
      ("*bias*", .constant(0.5)), ("*norm*.weight", .constant(2)), ("*.running_mean", .ones),
      (.where("lstm") { $0.moduleKind == "lstm" }, .orthogonal()), ("*bias", .zeros),
    ])
    #expect(report.unmatchedRules == ["*.running_mean", "*bias"])
    #expect(report.unreachedNames == ["counter.state", "layers.0.weight"])
    #expect(block.parameters["norm.bias"]?.doubles() == [0.5, 0.5])
    #expect(block.parameters["norm.weight"]?.doubles() == [2, 2])
    #expect(block.buffers["norm.running_mean"]?.doubles() == [0, 0])
  }
  @Test("and rules and patterns reach buffers by their exact names, or where they say buffers")
  func rulesOfBuffers() throws {
    let block = try Block()
    let report = try block.initialize([
      ("norm.num_batches_tracked", .constant(3)), ("*", .constant(7)),
      (.buffers("norm.*"), .constant(5)), (.buffers("*.weight"), .zeros),
      (.regex(/counter\.cache/), .ones),
    ])
    #expect(report.unmatchedRules == ["buffers(*.weight)", "/counter\\.cache/"])
    #expect(report.unreachedNames.isEmpty)
    #expect(block.parameters.allSatisfy { $0.tensor.doubles().allSatisfy { $0 == 7 } })
    let values = block.buffers.map { $0.tensor.doubles().first }
    #expect(values == [5, 5, 3, 0, 0, 0])

    try block.initialize(.constant(2), matching: "counter.cache")
    try block.initialize(.constant(4), matching: .buffers("*.state"))
    #expect(block.buffers.map { $0.tensor.doubles().first } == [5, 5, 3, 4, 2, 0])
    #expect(block.parameters["counter.state"]?.doubles() == [7, 7])
    #expect {
      try block.initialize(.zeros, matching: "*.running_mean")
    } throws: {
      "\($0)" == "zeros: the pattern is '*.running_mean'; expected one that some parameter's name "
        + "matches, or buffers(*.running_mean)"
    }
  }
}
