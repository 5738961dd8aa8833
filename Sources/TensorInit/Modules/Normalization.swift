/// Batch normalization of sequences.
public typealias BatchNorm1d = BatchNormalization<OneDimension>
/// Batch normalization of images.
public typealias BatchNorm2d = BatchNormalization<TwoDimensions>
/// Batch normalization of volumes.
public typealias BatchNorm3d = BatchNormalization<ThreeDimensions>

/// Normalization of each channel over the batch (Ioffe and Szegedy, 2015).
public struct BatchNormalization<Dimensions: SpatialDimensions>: Layer {
  public let tensors: LayerTensors

  /// The scale, of shape (features); `nil` where the layer is not affine.
  public var weight: Tensor? { tensors["weight"] }
  /// The shift, of shape (features); `nil` where the layer is not affine.
  public var bias: Tensor? { tensors["bias"] }
  /// Of shape (features); `nil` where no statistics are tracked.
  public var runningMean: Tensor? { tensors["running_mean"] }
  /// The running variance, of shape (features); `nil` where no statistics are tracked.
  public var runningVariance: Tensor? { tensors["running_var"] }
  /// An int64 scalar; `nil` where no statistics are tracked.
  public var trackedBatchCount: Tensor? { tensors["num_batches_tracked"] }
  /// The channels.
  public let features: Int

  public var typeName: String { "BatchNorm\(Dimensions.count)d" }

  public var argumentsText: String {
    "\(features), eps=1e-05, momentum=0.1, affine=\(PythonText.of(weight != nil)), "
      + "bias=\(PythonText.of(bias != nil)), track_running_stats=\(PythonText.of(runningMean != nil))"
  }

  /// A layer with the parameters `weight`, ones, and `bias`, zeros, and the buffers `running_mean`,
  /// zeros, `running_var`, ones, and `num_batches_tracked`, an int64 scalar of 0.
  ///
  /// - Parameters:
  ///   - features: The channels, 0 or more, the size of all but the scalar.
  ///   - affine: Whether there are parameters.
  ///   - trackRunningStats: Whether there are buffers.
  ///   - dtype: The type of the elements, a floating-point one.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ features: Int, affine: Bool = true, trackRunningStats: Bool = true, dtype: DType = .float32
  ) throws(TensorInitError) {
    let kind = "batchnorm\(Dimensions.count)d"
    try LayerArguments.require(kind, "features", features, in: 0 ... .max)
    var declarations: [TensorDeclaration] = affine ? .scaleAndShift([features], dtype: dtype) : []
    if trackRunningStats {
      declarations += [
        .buffer("running_mean", [features], .zeros, dtype: dtype),
        .buffer("running_var", [features], .ones, dtype: dtype),
        .buffer("num_batches_tracked", [], .zeros, dtype: .int64),
      ]
    }
    tensors = try LayerTensors(kind, declarations)
    self.features = features
  }
}

/// Normalization of each example over its last dimensions (Ba, Kiros and Hinton, 2016).
public struct LayerNorm: Layer {
  public let tensors: LayerTensors

  /// The scale, of the normalized shape; `nil` where the layer is not affine.
  public var weight: Tensor? { tensors["weight"] }
  /// The shift, of the normalized shape; `nil` where there is none.
  public var bias: Tensor? { tensors["bias"] }
  /// The sizes of the last dimensions.
  public let normalizedShape: Shape

  public var argumentsText: String {
    "\(PythonText.tuple(normalizedShape)), eps=1e-05, elementwise_affine=\(PythonText.of(weight != nil)), "
      + "bias=\(PythonText.of(bias != nil))"
  }

  /// A layer with `weight`, ones, and `bias`, zeros, both of the normalized shape.
  ///
  /// - Parameters:
  ///   - normalizedShape: The sizes of the last dimensions, each 0 or more.
  ///   - elementwiseAffine: Whether there are parameters.
  ///   - bias: Whether there is a bias among them.
  ///   - dtype: The type of the elements, a floating-point one.
  /// - Throws: `unsupportedDType`, or `invalidShape` for sizes that are negative or overflow.
  public init(
    _ normalizedShape: Shape, elementwiseAffine: Bool = true, bias: Bool = true,
    dtype: DType = .float32
  ) throws(TensorInitError) {
    self.normalizedShape = normalizedShape
    tensors = try LayerTensors(
      "layernorm",
      elementwiseAffine ? .scaleAndShift(normalizedShape, shift: bias, dtype: dtype) : [])
  }

  /// A layer over the last dimension alone, of this size.
  public init(
    _ size: Int, elementwiseAffine: Bool = true, bias: Bool = true, dtype: DType = .float32
  ) throws(TensorInitError) {
    try self.init([size], elementwiseAffine: elementwiseAffine, bias: bias, dtype: dtype)
  }
}

/// Normalization of groups of channels in each example (Wu and He, 2018).
public struct GroupNorm: Layer {
  public let tensors: LayerTensors

  /// The scale, of shape (channels); `nil` where the layer is not affine.
  public var weight: Tensor? { tensors["weight"] }
  /// The shift, of shape (channels); `nil` where the layer is not affine.
  public var bias: Tensor? { tensors["bias"] }
  /// The number of groups.
  public let groups: Int
  /// The number of channels.
  public let channels: Int

  public var argumentsText: String {
    "\(groups), \(channels), eps=1e-05, affine=\(PythonText.of(weight != nil)), "
      + "bias=\(PythonText.of(bias != nil))"
  }

  /// A layer with `weight`, ones, and `bias`, zeros, one of each a channel.
  ///
  /// - Parameters:
  ///   - groups: The number of groups, 1 or more.
  ///   - channels: The channels, 0 or more, a multiple of `groups`.
  ///   - affine: Whether there are parameters.
  ///   - dtype: The type of the elements, a floating-point one.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ groups: Int, _ channels: Int, affine: Bool = true, dtype: DType = .float32
  ) throws(TensorInitError) {
    let kind = "groupnorm"
    try LayerArguments.require(kind, "channels", channels, in: 0 ... .max)
    try LayerArguments.require(kind, "channels", channels, divisibleBy: ("groups", groups))
    self.groups = groups
    self.channels = channels
    tensors = try LayerTensors(
      kind, affine ? .scaleAndShift([channels], dtype: dtype) : [])
  }
}

extension [TensorDeclaration] {
  /// What normalization layers apply to the normalized: at first nothing.
  fileprivate static func scaleAndShift(
    _ shape: Shape, shift: Bool = true, dtype: DType
  ) -> Self {
    let scale = TensorDeclaration.parameter("weight", shape, .ones, dtype: dtype)
    return shift ? [scale, .parameter("bias", shape, .zeros, dtype: dtype)] : [scale]
  }
}
