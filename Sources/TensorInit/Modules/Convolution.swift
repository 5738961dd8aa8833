/// A convolution over sequences.
public typealias Conv1d = Convolution<OneDimension>
/// A convolution over images.
public typealias Conv2d = Convolution<TwoDimensions>
/// A convolution over volumes.
public typealias Conv3d = Convolution<ThreeDimensions>

/// A transposed convolution over sequences.
public typealias ConvTranspose1d = TransposedConvolution<OneDimension>
/// A transposed convolution over images.
public typealias ConvTranspose2d = TransposedConvolution<TwoDimensions>
/// A transposed convolution over volumes.
public typealias ConvTranspose3d = TransposedConvolution<ThreeDimensions>

/// A convolution; stride, padding and dilation change no parameter and are left to who computes it.
public struct Convolution<Dimensions: SpatialDimensions>: Layer {
  public let tensors: LayerTensors

  /// Of shape (out, in / groups, kernel...).
  public var weight: Tensor { tensors.always("weight") }
  /// Of shape (out); `nil` where there is none.
  public var bias: Tensor? { tensors["bias"] }

  /// Into how many convolutions the channels are split.
  public let groups: Int

  public var typeName: String { "Conv\(Dimensions.count)d" }

  public var argumentsText: String {
    convolutionText(
      weight.shape[1] * groups, weight.shape[0], kernelSize: weight.shape.dropFirst(2),
      groups: groups, hasBias: bias != nil)
  }

  /// A layer with new parameters: `weight` of shape (out, in / groups, kernel...) and `bias` (out).
  ///
  /// Both are uniform on ±1 / sqrt(fanIn), with fanIn = in / groups * kernel, as PyTorch's.
  ///
  /// - Parameters:
  ///   - inChannels: The input channels, 0 or more, a multiple of `groups`.
  ///   - outChannels: The output channels, 0 or more, a multiple of `groups`.
  ///   - kernelSize: A size of 0 or more for each dimension.
  ///   - groups: Into how many convolutions the channels are split, 1 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: [Int], groups: Int = 1,
    bias: Bool = true, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "conv\(Dimensions.count)d"
    try requireConvolution(
      kind, inChannels, outChannels, kernelSize, dimensions: Dimensions.count, groups: groups)
    self.groups = groups
    tensors = try LayerTensors(
      kind,
      .weightAndBias(
        Shape([outChannels, inChannels / groups] + kernelSize), biasSize: bias ? outChannels : nil,
        kind: kind, dtype: dtype),
      using: generator)
  }

  /// The same layer with a kernel of one size in all dimensions.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: Int, groups: Int = 1, bias: Bool = true,
    dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    try self.init(
      inChannels, outChannels, kernelSize: Array(repeating: kernelSize, count: Dimensions.count),
      groups: groups, bias: bias, dtype: dtype, using: generator)
  }
}

/// A transposed convolution, the gradient of a convolution with regard to its input.
public struct TransposedConvolution<Dimensions: SpatialDimensions>: Layer {
  public let tensors: LayerTensors

  /// Of shape (in, out / groups, kernel...).
  public var weight: Tensor { tensors.always("weight") }
  /// Of shape (out); `nil` where there is none.
  public var bias: Tensor? { tensors["bias"] }

  /// Into how many convolutions the channels are split.
  public let groups: Int

  public var typeName: String { "ConvTranspose\(Dimensions.count)d" }

  public var argumentsText: String {
    convolutionText(
      weight.shape[0], weight.shape[1] * groups, kernelSize: weight.shape.dropFirst(2),
      groups: groups, hasBias: bias != nil)
  }

  /// A layer with new parameters: `weight` of shape (in, out / groups, kernel...) and `bias` (out).
  ///
  /// Both are uniform on ±1 / sqrt(fan), with fan = out / groups * kernel: PyTorch reads the fan in from
  /// dimension 1 here too, although it is the output's.
  ///
  /// - Parameters:
  ///   - inChannels: The input channels, 0 or more, a multiple of `groups`.
  ///   - outChannels: The output channels, 0 or more, a multiple of `groups`.
  ///   - kernelSize: A size of 0 or more for each dimension.
  ///   - groups: Into how many convolutions the channels are split, 1 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: [Int], groups: Int = 1,
    bias: Bool = true, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "convtranspose\(Dimensions.count)d"
    try requireConvolution(
      kind, inChannels, outChannels, kernelSize, dimensions: Dimensions.count, groups: groups)
    self.groups = groups
    tensors = try LayerTensors(
      kind,
      .weightAndBias(
        Shape([inChannels, outChannels / groups] + kernelSize), biasSize: bias ? outChannels : nil,
        kind: kind, dtype: dtype),
      using: generator)
  }

  /// The same layer with a kernel of one size in all dimensions.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: Int, groups: Int = 1, bias: Bool = true,
    dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    try self.init(
      inChannels, outChannels, kernelSize: Array(repeating: kernelSize, count: Dimensions.count),
      groups: groups, bias: bias, dtype: dtype, using: generator)
  }
}

/// Checks a convolution's sizes.
///
/// - Throws: `invalidArgument` for one that is wrong.
private func requireConvolution(
  _ kind: String, _ inChannels: Int, _ outChannels: Int, _ kernelSize: [Int],
  dimensions: Int, groups: Int
) throws(TensorInitError) {
  for (name, channels) in [("inChannels", inChannels), ("outChannels", outChannels)] {
    try LayerArguments.require(kind, name, channels, in: 0 ... .max)
    try LayerArguments.require(kind, name, channels, divisibleBy: ("groups", groups))
  }
  guard kernelSize.count == dimensions, kernelSize.allSatisfy({ $0 >= 0 }) else {
    throw TensorInitError.invalidArgument(
      argument: "kernelSize", given: "\(kernelSize)",
      expected: "a size of 0 or more, or \(dimensions) of them"
    ).called(kind)
  }
}

/// A convolution's arguments as PyTorch prints them; of stride and padding, which are left to others, its standard.
private func convolutionText(
  _ inChannels: Int, _ outChannels: Int, kernelSize: some Collection<Int>, groups: Int,
  hasBias: Bool
) -> String {
  let strides = Array(repeating: 1, count: kernelSize.count)
  return "\(inChannels), \(outChannels), kernel_size=\(PythonText.tuple(kernelSize)), "
    + "stride=\(PythonText.tuple(strides))" + (groups == 1 ? "" : ", groups=\(groups)")
    + (hasBias ? "" : ", bias=False")
}
