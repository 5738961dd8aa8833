import TensorInit

/// A kind of module: its k name, its options in their order, and how it is made.
///
/// Options that change no parameter, such as a convolution's stride, are there for their places.
struct ModuleKind: Sendable {
  let name: String
  let options: [String]
  let make: @Sendable (ModuleDefinition, Generator) throws -> any Module

  static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// All but `sequential`, whose modules are no options.
  static let all: [ModuleKind] =
    [sequential] + linear + convolutions + normalizations + recurrent + activations

  var optionNames: String { options.isEmpty ? "none" : options.joined(separator: ", ") }

  static let sequential = ModuleKind("sequential", []) { _, _ in Sequential() }

  private init(
    _ name: String, _ options: [String],
    make: @escaping @Sendable (ModuleDefinition, Generator) throws -> any Module
  ) {
    self.name = name
    self.options = options
    self.make = make
  }

  private static let linear = [
    ModuleKind("linear", ["in", "out", "bias"]) { definition, generator in
      try Linear(
        definition.integer("in"), definition.integer("out"),
        bias: definition.flag("bias", default: true), using: generator)
    },
    ModuleKind("bilinear", ["in1", "in2", "out", "bias"]) { definition, generator in
      try Bilinear(
        definition.integer("in1"), definition.integer("in2"), definition.integer("out"),
        bias: definition.flag("bias", default: true), using: generator)
    },
    ModuleKind("embedding", ["rows", "cols", "padindex"]) { definition, generator in
      try Embedding(
        definition.integer("rows"), definition.integer("cols"),
        paddingIndex: definition.optionalInteger("padindex"), using: generator)
    },
    ModuleKind("multiheadattention", ["dim", "heads", "bias"]) { definition, generator in
      try MultiheadAttention(
        definition.integer("dim"), heads: definition.integer("heads"),
        bias: definition.flag("bias", default: true), using: generator)
    },
  ]

  private static let convolutions = [
    convolution("conv1d", OneDimension.self), convolution("conv2d", TwoDimensions.self),
    convolution("conv3d", ThreeDimensions.self),
    transposed("convtranspose1d", OneDimension.self),
    transposed("convtranspose2d", TwoDimensions.self),
    transposed("convtranspose3d", ThreeDimensions.self),
  ]

  private static func convolution<Dimensions: SpatialDimensions & SendableMetatype>(
    _ name: String, _: Dimensions.Type
  ) -> ModuleKind {
    let options = ["in", "out", "size", "stride", "pad", "dilate", "groups", "bias"]
    return ModuleKind(name, options) { definition, generator in
      try Convolution<Dimensions>(
        definition.integer("in"), definition.integer("out"),
        kernelSize: kernelSize(definition, Dimensions.count),
        groups: definition.integer("groups", default: 1),
        bias: definition.flag("bias", default: true), using: generator)
    }
  }

  private static func transposed<Dimensions: SpatialDimensions & SendableMetatype>(
    _ name: String, _: Dimensions.Type
  ) -> ModuleKind {
    let options = ["in", "out", "size", "stride", "pad", "outpad", "groups", "bias", "dilate"]
    return ModuleKind(name, options) { definition, generator in
      try TransposedConvolution<Dimensions>(
        definition.integer("in"), definition.integer("out"),
        kernelSize: kernelSize(definition, Dimensions.count),
        groups: definition.integer("groups", default: 1),
        bias: definition.flag("bias", default: true), using: generator)
    }
  }

  /// One size is meant for every dimension.
  private static func kernelSize(
    _ definition: ModuleDefinition, _ dimensions: Int
  ) throws(KError) -> [Int] {
    let sizes = try definition.integers("size")
    return sizes.count == 1 ? Array(repeating: sizes[0], count: dimensions) : sizes
  }

  private static let normalizations = [
    batchNormalization("batchnorm1d", OneDimension.self),
    batchNormalization("batchnorm2d", TwoDimensions.self),
    batchNormalization("batchnorm3d", ThreeDimensions.self),
    ModuleKind("layernorm", ["shape", "eps", "affine"]) { definition, _ in
      try LayerNorm(
        Shape(definition.integers("shape")),
        elementwiseAffine: definition.flag("affine", default: true))
    },
    ModuleKind("groupnorm", ["groups", "in", "eps", "affine"]) { definition, _ in
      try GroupNorm(
        definition.integer("groups"), definition.integer("in"),
        affine: definition.flag("affine", default: true))
    },
  ]

  private static func batchNormalization<Dimensions: SpatialDimensions & SendableMetatype>(
    _ name: String, _: Dimensions.Type
  ) -> ModuleKind {
    ModuleKind(name, ["in", "eps", "momentum", "affine", "track"]) { definition, _ in
      try BatchNormalization<Dimensions>(
        definition.integer("in"), affine: definition.flag("affine", default: true),
        trackRunningStats: definition.flag("track", default: true))
    }
  }

  private static let recurrent = [
    ModuleKind(
      "rnn", ["in", "hidden", "layers", "fn", "bias", "batchfirst", "dropout", "bi"]
    ) { definition, generator in
      try RNN(
        definition.integer("in"), definition.integer("hidden"),
        layers: definition.layerCount(),
        bias: definition.flag("bias", default: true),
        bidirectional: definition.flag("bi", default: false), using: generator)
    },
    ModuleKind("gru", gated) { definition, generator in
      try GRU(
        definition.integer("in"), definition.integer("hidden"),
        layers: definition.layerCount(),
        bias: definition.flag("bias", default: true),
        bidirectional: definition.flag("bi", default: false), using: generator)
    },
    ModuleKind("lstm", gated) { definition, generator in
      try LSTM(
        definition.integer("in"), definition.integer("hidden"),
        layers: definition.layerCount(),
        bias: definition.flag("bias", default: true),
        bidirectional: definition.flag("bi", default: false), using: generator)
    },
  ]

  private static let gated = ["in", "hidden", "layers", "bias", "batchfirst", "dropout", "bi"]

  private static let activations =
    [
      ModuleKind("prelu", ["in", "init"]) { definition, _ in
        try PReLU(
          definition.integer("in", default: 1),
          initialSlope: definition.number("init", default: 0.25))
      },
      ModuleKind("leakyrelu", ["slope"]) { definition, _ in
        try Activation.leakyReLU(slope: definition.number("slope", default: 0.01))
      },
      ModuleKind("elu", ["alpha"]) { definition, _ in
        try Activation.elu(alpha: definition.number("alpha", default: 1))
      },
      ModuleKind("dropout", ["p"]) { definition, _ in
        try Activation.dropout(p: definition.number("p", default: 0.5))
      },
    ]
    + ["relu", "sigmoid", "tanh", "selu", "gelu", "silu", "softmax", "flatten", "identity"].map {
      name in ModuleKind(name, []) { _, _ in try Activation(named: name) }
    }
}
