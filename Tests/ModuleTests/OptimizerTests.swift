import TensorInit
import Testing

@Suite("Models and optimizers reach a module's tensors")
struct OptimizerTests {
  private func module() throws -> Sequential {
    try Sequential(("fc", Linear(2, 2)), ("norm", BatchNorm1d(2)), ("out", Linear(2, 1)))
  }

  @Test("under the same names, an optimizer only parameters")
  func names() throws {
    let module = try module()
    let optimizer = try Optimizer("adamw", of: module, options: ["learningRate": 0.1])
    let model = try Model(module, loss: "cross_entropy", optimizer: optimizer)
    #expect(model.namedTensors.map(\.name) == module.namedTensors.map(\.name))
    #expect(optimizer.namedTensors.map(\.name) == module.parameters.names)
    #expect(optimizer.groups.count == 1)
    #expect(optimizer.groups[0].options == ["learningRate": 0.1])
    #expect(optimizer.groups[0].parameters.names == module.parameters.names)
    #expect(optimizer.unreachedNames.isEmpty)

    try model.initialize(.constant(3), named: ["fc.bias", "norm.running_mean"])
    try optimizer.initialize(.constant(4), named: "out.bias")
    #expect(module.parameters["fc.bias"]?.doubles() == [3, 3])
    #expect(module.buffers["norm.running_mean"]?.doubles() == [3, 3])
    #expect(module.parameters["out.bias"]?.doubles() == [4])
    #expect {
      try optimizer.initialize(.zeros, named: ["fc.bias", "norm.running_mean"])
    } throws: {
      "\($0)".hasPrefix("unknown tensor 'norm.running_mean'; expected one of fc.weight, fc.bias,")
    }
    #expect(module.parameters["fc.bias"]?.doubles() == [3, 3])
    #expect(try optimizer.initialize([("*.weight", .ones)]).unreachedNames.count == 3)
  }

  @Test("in groups, each parameter in the first that it matches")
  func groups() throws {
    let optimizer = try Optimizer(
      "SGD", of: module(), options: ["learningRate": 0.1, "weightDecay": 0.01],
      groups: [
        ("*.bias", ["weightDecay": 0]),
        (.where { $0.moduleKind == "batchnorm1d" }, ["learningRate": 0.2]),
        ("fc.*", [:]),
      ])
    #expect(
      optimizer.groups.map(\.parameters.names) == [
        ["fc.bias", "norm.bias", "out.bias"], ["norm.weight"], ["fc.weight"],
      ])
    #expect(optimizer.groups[0].options == ["learningRate": 0.1, "weightDecay": 0])
    #expect(optimizer.groups[1].options == ["learningRate": 0.2, "weightDecay": 0.01])
    #expect(optimizer.unreachedNames == ["out.weight"])
    #expect(
      optimizer.namedTensors.map(\.name) == [
        "fc.weight", "fc.bias", "norm.weight", "norm.bias", "out.bias",
      ])
  }

  @Test("with names that PyTorch has, in any spelling")
  func knownNames() throws {
    for (given, name) in [("rms_prop", "RMSprop"), ("adamw", "AdamW"), ("LBFGS", "LBFGS")] {
      #expect(try Optimizer(given, of: module()).name == name)
    }
    for (given, name) in [
      ("mse_loss", "MSELoss"), ("ce", "CrossEntropyLoss"),
      ("bcewithlogitsloss", "BCEWithLogitsLoss"),
    ] {
      #expect(try Model(module(), loss: given).loss == name)
    }
    #expect { try Optimizer("adamww", of: module()) } throws: {
      "\($0)" == "unknown optimizer 'adamww'; did you mean 'AdamW'?"
    }
    #expect { try Model(module(), loss: "cross_entropi") } throws: {
      "\($0)" == "unknown loss 'cross_entropi'; did you mean 'cross_entropy'?"
    }
  }

  @Test("and no group is empty")
  func emptyGroup() throws {
    #expect {
      try Optimizer("adam", of: module(), groups: [("*", [:]), ("*.bias", [:])])
    } throws: {
      "\($0)".hasPrefix(
        "Adam: the group is '*.bias'; expected a pattern that some parameter matches and none before"
      )
    }
  }
}
