/// A recurrent network of one gate a unit (Elman, 1990).
///
/// Its parameters are those of ``LSTM`` with gates = 1.
public struct RNN: Layer {
  public let tensors: LayerTensors
  private let sizes: RecurrentSizes

  public var argumentsText: String { sizes.text }

  /// A layer with new parameters, all uniform on ±1 / sqrt(hidden), as PyTorch's.
  ///
  /// Arguments are those of ``LSTM``.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, layers: Int = 1, bias: Bool = true,
    bidirectional: Bool = false, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    sizes = RecurrentSizes(
      kind: "rnn", gates: 1, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      hasBias: bias, directions: bidirectional ? 2 : 1
    )
    tensors = try sizes.tensors(dtype: dtype, using: generator)
  }
}

/// Gated recurrent units (Cho et al., 2014).
///
/// Its parameters are those of ``LSTM`` with gates = 3: reset, update and new.
public struct GRU: Layer {
  public let tensors: LayerTensors
  private let sizes: RecurrentSizes

  public var argumentsText: String { sizes.text }

  /// A layer with new parameters, all uniform on ±1 / sqrt(hidden), as PyTorch's.
  ///
  /// Arguments are those of ``LSTM``.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, layers: Int = 1, bias: Bool = true,
    bidirectional: Bool = false, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    sizes = RecurrentSizes(
      kind: "gru", gates: 3, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      hasBias: bias, directions: bidirectional ? 2 : 1
    )
    tensors = try sizes.tensors(dtype: dtype, using: generator)
  }
}

/// Long short-term memory (Hochreiter and Schmidhuber, 1997).
///
/// Each layer k has, and the same again with names that end in `_reverse` if it is bidirectional:
///
/// ```
/// weight_ih_lk   (gates * hidden, in)       in = input of layer 0, then directions * out
/// weight_hh_lk   (gates * hidden, out)      out = projection, or hidden where there is none
/// bias_ih_lk     (gates * hidden)
/// bias_hh_lk     (gates * hidden)
/// weight_hr_lk   (projection, hidden)       only with a projection
/// ```
/// with gates = 4: input, forget, cell and output. They are reached by these names: `lstm["weight_ih_l0"]`.
public struct LSTM: Layer {
  public let tensors: LayerTensors
  private let sizes: RecurrentSizes

  public var argumentsText: String { sizes.text }

  /// A layer with new parameters, all uniform on ±1 / sqrt(hidden), as PyTorch's.
  ///
  /// - Parameters:
  ///   - inputSize: The inputs, 1 or more.
  ///   - hiddenSize: The units, 1 or more.
  ///   - layers: How many lie on one another, in 1...65,536.
  ///   - bias: Whether there are biases.
  ///   - bidirectional: Whether each layer runs in both directions.
  ///   - projectionSize: To what outputs are projected, below `hiddenSize`; 0 for no projection.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inputSize: Int, _ hiddenSize: Int, layers: Int = 1, bias: Bool = true,
    bidirectional: Bool = false, projectionSize: Int = 0, dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    sizes = RecurrentSizes(
      kind: "lstm", gates: 4, inputSize: inputSize, hiddenSize: hiddenSize, layers: layers,
      hasBias: bias, directions: bidirectional ? 2 : 1, projectionSize: projectionSize
    )
    tensors = try sizes.tensors(dtype: dtype, using: generator)
  }
}

/// The sizes of a recurrent network, and the tensors that follow from them.
private struct RecurrentSizes {
  let kind: String
  let gates: Int
  let inputSize: Int
  let hiddenSize: Int
  let layers: Int
  let hasBias: Bool
  let directions: Int
  var projectionSize = 0

  func tensors(
    dtype: DType, using generator: Generator
  ) throws(TensorInitError) -> LayerTensors {
    try LayerArguments.require(kind, "inputSize", inputSize, in: 1 ... .max)
    try LayerArguments.require(kind, "hiddenSize", hiddenSize, in: 1 ... .max)
    try LayerArguments.require(kind, "layers", layers, in: 1...0x1_0000)
    try LayerArguments.require(
      kind, "projectionSize", projectionSize, in: 0...(hiddenSize - 1))
    return try LayerTensors(
      kind,
      (0..<layers).flatMap { layer in
        (0..<directions).flatMap { declarations(layer: layer, isReverse: $0 == 1, dtype: dtype) }
      },
      using: generator)
  }

  /// The arguments as PyTorch prints them.
  var text: String {
    var texts = ["\(inputSize)", "\(hiddenSize)"]
    if projectionSize > 0 { texts.append("proj_size=\(projectionSize)") }
    if layers > 1 { texts.append("num_layers=\(layers)") }
    if !hasBias { texts.append("bias=False") }
    if directions > 1 { texts.append("bidirectional=True") }
    return texts.joined(separator: ", ")
  }

  private func declarations(
    layer: Int, isReverse: Bool, dtype: DType
  ) -> [TensorDeclaration] {
    let gateSize = LayerArguments.product(gates, hiddenSize)
    let outputSize = projectionSize > 0 ? projectionSize : hiddenSize
    let input = layer == 0 ? inputSize : LayerArguments.product(directions, outputSize)
    let bound = Double.inverseSquareRoot(hiddenSize)
    func parameter(_ name: String, _ shape: Shape) -> TensorDeclaration {
      .parameter(
        "\(name)_l\(layer)\(isReverse ? "_reverse" : "")", shape,
        .uniform(low: -bound, high: bound), dtype: dtype)
    }
    var declarations = [
      parameter("weight_ih", [gateSize, input]), parameter("weight_hh", [gateSize, outputSize]),
    ]
    if hasBias {
      declarations += [parameter("bias_ih", [gateSize]), parameter("bias_hh", [gateSize])]
    }
    if projectionSize > 0 {
      declarations.append(parameter("weight_hr", [projectionSize, hiddenSize]))
    }
    return declarations
  }
}
