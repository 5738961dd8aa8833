/// A bilinear map of two inputs with an optional shift: y_k = x1^T weight_k x2 + bias_k.
public struct Bilinear: Layer {
  public let tensors: LayerTensors

  /// Of shape (out, in1, in2).
  public var weight: Tensor { tensors.always("weight") }
  /// Of shape (out); `nil` where there is none.
  public var bias: Tensor? { tensors["bias"] }

  public var argumentsText: String {
    let sizes = weight.shape
    return "in1_features=\(sizes[1]), in2_features=\(sizes[2]), out_features=\(sizes[0]), "
      + "bias=\(PythonText.of(bias != nil))"
  }

  /// A layer with new parameters: `weight` of shape (out, in1, in2) and `bias` of shape (out).
  ///
  /// Both are uniform on ±1 / sqrt(in1), as PyTorch's.
  ///
  /// - Parameters:
  ///   - in1Features: The size of the first input, 1 or more.
  ///   - in2Features: The size of the second input, 0 or more.
  ///   - outFeatures: The outputs, 0 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ in1Features: Int, _ in2Features: Int, _ outFeatures: Int, bias: Bool = true,
    dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "bilinear"
    try LayerArguments.require(kind, "in1Features", in1Features, in: 1 ... .max)
    try LayerArguments.require(kind, "in2Features", in2Features, in: 0 ... .max)
    try LayerArguments.require(kind, "outFeatures", outFeatures, in: 0 ... .max)
    let bound = Double.inverseSquareRoot(in1Features)
    let uniform = Initializer.uniform(low: -bound, high: bound)
    var declarations = [
      TensorDeclaration.parameter(
        "weight", [outFeatures, in1Features, in2Features], uniform, dtype: dtype)
    ]
    if bias { declarations.append(.parameter("bias", [outFeatures], uniform, dtype: dtype)) }
    tensors = try LayerTensors(kind, declarations, using: generator)
  }
}
