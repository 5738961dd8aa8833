import TensorInit
import Testing

/// How modules are printed, against PyTorch's own, of which `ModuleTable` is a record.
@Suite("A module prints as PyTorch prints one")
struct PrintedModuleTests {
  /// Those that have no tensors, or differ in nothing else, besides the ones whose tensors are compared.
  static let others: [String: TabulatedLayers.Make] = [
    "Identity()": { _ in Activation.identity }, "Sigmoid()": { _ in Activation.sigmoid },
    "Tanh()": { _ in Activation.tanh }, "SELU()": { _ in Activation.selu },
    "GELU()": { _ in Activation.gelu }, "SiLU()": { _ in Activation.silu },
    "Softmax()": { _ in Activation.softmax }, "Flatten()": { _ in Activation.flatten },
    "Dropout(0.1)": { _ in Activation.dropout(p: 0.1) },
    "Dropout()": { _ in Activation.dropout() }, "ELU()": { _ in Activation.elu() },
    "LeakyReLU()": { _ in try Activation(named: "leaky_relu") },
    "LeakyReLU(1e-05)": { _ in Activation.leakyReLU(slope: 1e-5) },
    "LSTM(3, 2, num_layers=2, bias=False, proj_size=1)": { _ in
      try LSTM(3, 2, layers: 2, bias: false, projectionSize: 1)
    },
    "Conv1d(4, 4, 2, groups=4)": { _ in try Conv1d(4, 4, kernelSize: 2, groups: 4) },
    "Sequential()": { _ in Sequential() },
    "Sequential(OrderedDict(up=Linear(2, 8), act=GELU(), down=Linear(8, 2, bias=False)))": { _ in
      try Sequential(
        ("up", Linear(2, 8)), ("act", Activation.gelu), ("down", Linear(8, 2, bias: false)))
    },
    "Sequential(Sequential(Sequential(), Sequential(ReLU())), MultiheadAttention(4, 2))": { _ in
      try Sequential(
        Sequential(Sequential(), Sequential(Activation.relu)), MultiheadAttention(4, heads: 2))
    },
    "Block()": { _ in try Block() }, "Scale()": { _ in try Scale() },
  ]

  @Test("with the same words and the same indentation")
  func texts() throws {
    let modules = TabulatedLayers.all.merging(Self.others) { first, _ in first }
    let texts = try ModuleTable.texts()
    #expect(Set(texts.keys) == Set(modules.keys))
    for (words, make) in modules {
      #expect("\(try make(Generator(seed: 1)))" == texts[words], "\(words)")
    }
  }

  @Test("in the same words as before in the names that patterns and errors have")
  func kinds() throws {
    #expect(Activation.leakyReLU().kind == "leakyrelu")
    #expect(try Activation(named: "gelu").kind == "gelu")
    #expect(try Block().kind == "block")
    #expect(try MultiheadAttention(4, heads: 2).outProjection.kind == "linear")
  }
}

/// A module of a user's, with children.
private struct Block: Module {
  let norm: LayerNorm
  let mlp: Sequential

  init() throws {
    norm = try LayerNorm(4)
    mlp = try Sequential(Linear(4, 8), Activation.relu)
  }

  var children: [(name: String, module: any Module)] { [("norm", norm), ("mlp", mlp)] }
}

/// One with arguments and children.
private struct Scale: Module {
  let block: Block

  init() throws { block = try Block() }

  var argumentsText: String { "width=4" }
  var children: [(name: String, module: any Module)] { block.children }
}
