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

  /// A layer with new parameters: `weight` of shape (out, in / groups, kernel...) and `bias` (out).
  ///
  /// Both are uniform on ±1 / sqrt(fanIn), with fanIn = in / groups * kernel, as PyTorch's.
  ///
  /// - Parameters:
  ///   - inChannels: The input channels, 0 or more, a multiple of `groups`.
  ///   - outChannels: The output channels, 0 or more, a multiple of `groups`.
  ///   - kernelSize: One size of 0 or more, or an array of one for each dimension.
  ///   - groups: Into how many convolutions the channels are split, 1 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: some KernelSize, groups: Int = 1,
    bias: Bool = true, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "conv\(Dimensions.count)d"
    let kernel = try convolutionKernel(
      kind, inChannels, outChannels, kernelSize, dimensions: Dimensions.count, groups: groups)
    tensors = try LayerTensors(
      kind,
      .weightAndBias(
        Shape([outChannels, inChannels / groups] + kernel), biasSize: bias ? outChannels : nil,
        kind: kind, dtype: dtype),
      using: generator)
  }
}

/// A transposed convolution, the gradient of a convolution with regard to its input.
public struct TransposedConvolution<Dimensions: SpatialDimensions>: Layer {
  public let tensors: LayerTensors

  /// A layer with new parameters: `weight` of shape (in, out / groups, kernel...) and `bias` (out).
  ///
  /// Both are uniform on ±1 / sqrt(fan), with fan = out / groups * kernel: PyTorch reads the fan in from
  /// dimension 1 here too, although it is the output's.
  ///
  /// - Parameters:
  ///   - inChannels: The input channels, 0 or more, a multiple of `groups`.
  ///   - outChannels: The output channels, 0 or more, a multiple of `groups`.
  ///   - kernelSize: One size of 0 or more, or an array of one for each dimension.
  ///   - groups: Into how many convolutions the channels are split, 1 or more.
  ///   - bias: Whether there is one.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ inChannels: Int, _ outChannels: Int, kernelSize: some KernelSize, groups: Int = 1,
    bias: Bool = true, dtype: DType = .float32, using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "convtranspose\(Dimensions.count)d"
    let kernel = try convolutionKernel(
      kind, inChannels, outChannels, kernelSize, dimensions: Dimensions.count, groups: groups)
    tensors = try LayerTensors(
      kind,
      .weightAndBias(
        Shape([inChannels, outChannels / groups] + kernel), biasSize: bias ? outChannels : nil,
        kind: kind, dtype: dtype),
      using: generator)
  }
}

/// The kernel's size in each dimension, when all sizes are checked.
private func convolutionKernel(
  _ kind: String, _ inChannels: Int, _ outChannels: Int, _ kernelSize: some KernelSize,
  dimensions: Int, groups: Int
) throws(TensorInitError) -> [Int] {
  for (name, channels) in [("inChannels", inChannels), ("outChannels", outChannels)] {
    try LayerArguments.require(kind, name, channels, in: 0 ... .max)
    try LayerArguments.require(kind, name, channels, divisibleBy: ("groups", groups))
  }
  guard let kernel = kernelSize.sizes(dimensions: dimensions), kernel.allSatisfy({ $0 >= 0 })
  else {
    throw TensorInitError.invalidArgument(
      argument: "kernelSize", given: "\(kernelSize)",
      expected: "a size of 0 or more, or \(dimensions) of them"
    ).called(kind)
  }
  return kernel
}
