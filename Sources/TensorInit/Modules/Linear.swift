/// A linear map with an optional shift: y = x weight^T + bias.
public struct Linear: Layer {
  public let tensors: LayerTensors

  /// Of shape (out, in).
  public var weight: Tensor { tensors.always("weight") }
  /// Of shape (out); `nil` where there is none.
  public var bias: Tensor? { tensors["bias"] }

  /// That of an attention's projection is another class in PyTorch.
  public let typeName: String

  public var argumentsText: String {
    "in_features=\(weight.shape[1]), out_features=\(weight.shape[0]), bias=\(PythonText.of(bias != nil))"
  }

  /// A layer with new parameters: `weight` of shape (out, in) and `bias` of shape (out).
  ///
  /// Both are uniform on ±1 / sqrt(in), as PyTorch's.
  ///
  /// - Parameters:
  ///   - inFeatures: The inputs, 0 or more.
  ///   - outFeatures: The outputs, 0 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inFeatures: Int, _ outFeatures: Int, bias: Bool = true, dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "linear"
    try LayerArguments.require(kind, "inFeatures", inFeatures, in: 0 ... .max)
    try LayerArguments.require(kind, "outFeatures", outFeatures, in: 0 ... .max)
    typeName = "Linear"
    tensors = try LayerTensors(
      kind,
      .weightAndBias(
        [outFeatures, inFeatures], biasSize: bias ? outFeatures : nil, kind: kind, dtype: dtype),
      using: generator)
  }
}

extension Linear {
  /// A layer whose bias is drawn as usual, and then set to zeros.
  init(
    square size: Int, zeroedBias bias: Bool, dtype: DType, using generator: Generator
  ) throws(TensorInitError) {
    var declarations = try [TensorDeclaration].weightAndBias(
      [size, size], biasSize: bias ? size : nil, kind: "linear", dtype: dtype)
    if bias { declarations.append(.parameter("bias", [size], .zeros, dtype: dtype)) }
    typeName = "NonDynamicallyQuantizableLinear"
    tensors = try LayerTensors("linear", declarations, using: generator)
  }
}

extension [TensorDeclaration] {
  /// The weight of a linear or convolution layer, and its bias, as PyTorch initializes them.
  ///
  /// ```
  /// U(-bound, bound),   bound = 1 / sqrt(fanIn)
  /// ```
  /// both, the weight as a Kaiming uniform of slope sqrt(5), which is the same but for rounding.
  ///
  /// - Parameter biasSize: The bias's size; `nil` for none.
  static func weightAndBias(
    _ shape: Shape, biasSize: Int?, kind: String, dtype: DType
  ) throws(TensorInitError) -> [TensorDeclaration] {
    let weight = TensorDeclaration.parameter(
      "weight", shape, .kaimingUniform(slope: 5.squareRoot()), dtype: dtype)
    guard let biasSize else { return [weight] }
    do throws(TensorInitError) {
      let bound = Double.inverseSquareRoot(try Fans(of: shape).fanIn)
      return [
        weight, .parameter("bias", [biasSize], .uniform(low: -bound, high: bound), dtype: dtype),
      ]
    } catch {
      throw Job.Place.layer(kind, parameter: "weight").naming(error)
    }
  }
}

extension Double {
  /// 1 / sqrt(size), or 0 where there are no elements.
  static func inverseSquareRoot(_ size: Int) -> Double {
    size == 0 ? 0 : 1 / Double(size).squareRoot()
  }
}
