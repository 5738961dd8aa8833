import TensorInit
import Testing

/// What a caller may get wrong when making a layer, with the whole sentence that is thrown.
@Suite("A layer that can't be made is one clear error")
struct LayerFaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let message: String
    let make: @Sendable () throws -> any Module
    init(_ message: String, _ make: @escaping @Sendable () throws -> any Module) {
      self.message = message
      self.make = make
    }
    var testDescription: String { message }
  }

  static let sizes = [
    Fault("linear: inFeatures is -1; expected a number of 0 or more") { try Linear(-1, 2) },
    Fault("linear: outFeatures is -2; expected a number of 0 or more") { try Linear(1, -2) },
    Fault("bilinear: in1Features is 0; expected a number of 1 or more") { try Bilinear(0, 2, 2) },
    Fault("embedding: count is -1; expected a number of 0 or more") { try Embedding(-1, 2) },
    Fault("embedding: paddingIndex is 4; expected an index in -4..<4") {
      try Embedding(4, 2, paddingIndex: 4)
    },
    Fault("embedding: paddingIndex is -5; expected an index in -4..<4") {
      try Embedding(4, 2, paddingIndex: -5)
    },
    Fault("embedding: paddingIndex is 0; expected none, since there are no vectors") {
      try Embedding(0, 2, paddingIndex: 0)
    },
    Fault("conv1d: inChannels is -2; expected a number of 0 or more") {
      try Conv1d(-2, 2, kernelSize: 3)
    },
    Fault("conv2d: groups is 0; expected a number of 1 or more") {
      try Conv2d(2, 2, kernelSize: 3, groups: 0)
    },
    Fault("conv2d: inChannels is 3; expected a multiple of groups, 2") {
      try Conv2d(3, 2, kernelSize: 3, groups: 2)
    },
    Fault("convtranspose3d: outChannels is 3; expected a multiple of groups, 2") {
      try ConvTranspose3d(2, 3, kernelSize: 3, groups: 2)
    },
    Fault("conv2d: kernelSize is [3]; expected a size of 0 or more, or 2 of them") {
      try Conv2d(2, 2, kernelSize: [3])
    },
    Fault("conv3d: kernelSize is [1, -1, 1]; expected a size of 0 or more, or 3 of them") {
      try Conv3d(2, 2, kernelSize: [1, -1, 1])
    },
    Fault("batchnorm2d: features is -1; expected a number of 0 or more") { try BatchNorm2d(-1) },
    Fault("layernorm: 'weight': the tensor's shape is [2, -3]; expected sizes of 0 or more") {
      try LayerNorm([2, -3])
    },
    Fault("groupnorm: groups is 0; expected a number of 1 or more") { try GroupNorm(0, 4) },
    Fault("groupnorm: channels is 4; expected a multiple of groups, 3") { try GroupNorm(3, 4) },
    Fault("rnn: inputSize is 0; expected a number of 1 or more") { try RNN(0, 2) },
    Fault("gru: hiddenSize is 0; expected a number of 1 or more") { try GRU(2, 0) },
    Fault("lstm: layers is 0; expected a number in 1...65536") { try LSTM(2, 2, layers: 0) },
    Fault("lstm: layers is \(Int.max); expected a number in 1...65536") {
      try LSTM(2, 2, layers: .max)
    },
    Fault("lstm: projectionSize is 4; expected a number in 0...3") {
      try LSTM(2, 4, projectionSize: 4)
    },
    Fault("multiheadattention: embedSize is 0; expected a number of 1 or more") {
      try MultiheadAttention(0, heads: 1)
    },
    Fault("multiheadattention: heads is 0; expected a number of 1 or more") {
      try MultiheadAttention(4, heads: 0)
    },
    Fault("multiheadattention: embedSize is 4; expected a multiple of heads, 3") {
      try MultiheadAttention(4, heads: 3)
    },
    Fault("prelu: count is -1; expected a number of 0 or more") { try PReLU(-1) },
  ]

  static let overflows: [(name: String, make: @Sendable () throws -> any Module)] = [
    ("linear: 'weight'", { try Linear(.max, .max) }),
    ("linear: 'weight'", { try Linear(1, .max) }),
    ("bilinear: 'weight'", { try Bilinear(.max, 1, .max) }),
    ("embedding: 'weight'", { try Embedding(.max, 3, paddingIndex: -Int.max) }),
    ("conv2d: 'weight'", { try Conv2d(8, 8, kernelSize: Int.max) }),
    ("convtranspose1d: 'weight'", { try ConvTranspose1d(.max, .max, kernelSize: 1, groups: .max) }),
    ("batchnorm1d: 'weight'", { try BatchNorm1d(.max) }),
    ("layernorm: 'weight'", { try LayerNorm([.max, .max]) }),
    ("groupnorm: 'weight'", { try GroupNorm(1, .max) }),
    ("gru: 'weight_ih_l0'", { try GRU(.max, .max, bidirectional: true) }),
    ("lstm: 'weight_ih_l0'", { try LSTM(1, .max, layers: 2, projectionSize: .max - 1) }),
    ("linear: 'weight'", { try MultiheadAttention(.max, heads: 1) }),
    ("prelu: 'weight'", { try PReLU(.max) }),
  ]

  @Test("of its sizes", arguments: sizes)
  func size(fault: Fault) {
    #expect { try fault.make() } throws: { "\($0)" == fault.message }
  }

  @Test("of sizes that overflow", arguments: overflows.indices)
  func overflow(index: Int) {
    let (name, make) = Self.overflows[index]
    #expect { try make() } throws: {
      "\($0)".hasPrefix("\(name): the tensor's shape is [")
        && "\($0)".hasSuffix("expected a size in bytes that fits 62 bits")
    }
  }

  @Test("of its dtype", arguments: DType.allCases.filter { !$0.isFloatingPoint })
  func dtype(dtype: DType) {
    let layers: [(String, () throws -> any Module)] = [
      ("linear", { try Linear(2, 2, dtype: dtype) }),
      ("batchnorm1d", { try BatchNorm1d(2, dtype: dtype) }),
      ("prelu", { try PReLU(dtype: dtype) }),
    ]
    for (kind, make) in layers {
      #expect { try make() } throws: {
        "\($0)"
          == "\(kind): 'weight': the tensor's dtype is \(dtype); expected a floating-point dtype for parameters"
      }
    }
  }

  static let redeclarations: [(TensorDeclaration, message: String)] = [
    (
      .parameter("weight", [3, 2], .ones),
      "scale: 'weight': the tensor's shape is [3, 2]; expected [2, 3], as it was declared before"
    ),
    (
      .parameter("weight", [2, 3], .ones, dtype: .float64),
      "scale: 'weight': the tensor's dtype is float64; expected float32, as it was declared before"
    ),
    (
      .buffer("weight", [2, 3], .ones),
      "scale: 'weight': the tensor is a buffer; expected a parameter, as it was declared before"
    ),
    (
      .parameter("mean", [2], .ones),
      "scale: 'mean': the tensor is a parameter; expected a buffer, as it was declared before"
    ),
  ]

  @Test("of a tensor that is declared again as another", arguments: redeclarations)
  func redeclaration(declared: TensorDeclaration, message: String) throws {
    let first: [TensorDeclaration] = [
      .parameter("weight", [2, 3], .zeros), .buffer("mean", [2], .zeros),
    ]
    #expect {
      try LayerTensors("scale", first + [declared])
    } throws: {
      "\($0)" == message
    }
    let again = try LayerTensors("scale", first + [.parameter("weight", [2, 3], .ones)])
    #expect(again.parameters["weight"]?.doubles() == Array(repeating: 1, count: 6))
  }

  @Test("but none of what PyTorch accepts, too: no inputs, no outputs, no elements")
  func empty() throws {
    #expect(try Linear(0, 2).parameters["bias"]?.doubles() == [0, 0])
    #expect(try Linear(2, 0).parameters["bias"]?.shape == [0])
    #expect(try Conv1d(2, 2, kernelSize: 0).parameters["weight"]?.shape == [2, 2, 0])
    #expect(try Embedding(3, 0, paddingIndex: 1).parameters["weight"]?.shape == [3, 0])
    #expect(try Embedding(0, 2).parameters["weight"]?.shape == [0, 2])
    #expect(try LayerNorm([]).parameters["weight"]?.doubles() == [1])
    #expect(try MultiheadAttention(4, heads: 2, keySize: 0).parameters["k_proj_weight"]?.count == 0)
    #expect(try PReLU(0).parameters["weight"]?.shape == [0])
  }
}
