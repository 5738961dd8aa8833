/// A rectifier whose negative slope is learned (He et al., 2015): max(0, x) + weight min(0, x).
public struct PReLU: Layer {
  public let tensors: LayerTensors

  /// The slopes, of shape (count).
  public var weight: Tensor { tensors.always("weight") }

  public var argumentsText: String { "num_parameters=\(weight.count)" }

  /// A layer with a `weight` of shape (count).
  ///
  /// - Parameters:
  ///   - count: The number of slopes: 1, or one a channel; 0 or more.
  ///   - initialSlope: What the slopes are at first.
  ///   - dtype: The type of the elements, a floating-point one.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ count: Int = 1, initialSlope: Double = 0.25, dtype: DType = .float32
  ) throws(TensorInitError) {
    let kind = "prelu"
    try LayerArguments.require(kind, "count", count, in: 0 ... .max)
    tensors = try LayerTensors(
      kind, [.parameter("weight", [count], .constant(initialSlope), dtype: dtype)])
  }
}
