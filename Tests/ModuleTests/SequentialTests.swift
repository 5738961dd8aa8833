import TensorInit
import Testing

@Suite("Sequential")
struct SequentialTests {
  @Test("takes given names, as written in the package's documents")
  func givenNames() throws {
    let model = try Sequential(("fc", Linear(2, 2)), ("fn", Activation.leakyReLU()))
    try model.initialize(.orthogonal(gain: 1.2), named: "fc.weight")
    #expect(model.parameters.names == ["fc.weight", "fc.bias"])
    #expect(model.children.map(\.module.kind) == ["linear", "leakyrelu"])
    #expect(model.kind == "sequential")
  }

  @Test("numbers modules without names, and nests")
  func numbers() throws {
    let model = try Sequential(
      Linear(2, 2), Activation.relu,
      Sequential(("a", PReLU()), ("b", Sequential(Linear(1, 1, bias: false)))))
    #expect(model.parameters.names == ["0.weight", "0.bias", "2.a.weight", "2.b.0.weight"])
    #expect(Sequential().children.isEmpty)
  }

  @Test("mixes both in an array")
  func array() throws {
    let model = try Sequential([
      (name: "first", module: PReLU()), (name: nil, module: PReLU()),
      (name: "last", module: Activation.gelu),
    ])
    #expect(model.parameters.names == ["first.weight", "1.weight"])
  }

  @Test(
    "refuses names that are not names",
    arguments: [
      (["a", "b", "a"], "'a' twice; expected names that differ"),
      (["1", nil], "'1' twice; expected names that differ"),
      ([""], "''; expected a name without dots that is not empty"),
      (["a.b"], "'a.b'; expected a name without dots that is not empty"),
    ])
  func wrongNames(names: [String?], message: String) {
    #expect {
      try Sequential(names.map { (name: $0, module: Activation.relu) })
    } throws: {
      "\($0)" == "sequential: a module's name is \(message)"
    }
  }

  @Test("holds activations by name")
  func activations() throws {
    #expect(try Activation(named: "LeakyReLU") == .leakyReLU(slope: 0.01))
    #expect(try Activation(named: "leaky_relu").options == ["slope": 0.01])
    #expect(Activation.elu(alpha: 0.5).options == ["alpha": 0.5])
    #expect { try Activation(named: "sgimoid") } throws: {
      "\($0)" == "unknown activation 'sgimoid'; did you mean 'sigmoid'?"
    }
  }
}
