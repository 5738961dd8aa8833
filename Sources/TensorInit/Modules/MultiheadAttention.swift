/// Attention of several heads (Vaswani et al., 2017).
///
/// ```
/// in_proj_weight   (3 embed, embed)   queries, keys and values, if all have size embed; else
/// q_proj_weight    (embed, embed)
/// k_proj_weight    (embed, kdim)
/// v_proj_weight    (embed, vdim)
/// in_proj_bias     (3 embed)
/// bias_k, bias_v   (1, 1, embed)      if they are added
/// out_proj.weight  (embed, embed)
/// out_proj.bias    (embed)
/// ```
public struct MultiheadAttention: Layer {
  public let tensors: LayerTensors
  /// The projection of what the heads give.
  public let outProjection: Linear

  /// Of queries, keys and values, of shape (3 embed, embed); `nil` where they are apart.
  public var inProjectionWeight: Tensor? { tensors["in_proj_weight"] }
  /// Of shape (embed, embed); `nil` where the projections are one.
  public var queryProjectionWeight: Tensor? { tensors["q_proj_weight"] }
  /// Of shape (embed, kdim); `nil` where the projections are one.
  public var keyProjectionWeight: Tensor? { tensors["k_proj_weight"] }
  /// Of shape (embed, vdim); `nil` where the projections are one.
  public var valueProjectionWeight: Tensor? { tensors["v_proj_weight"] }
  /// Of shape (3 embed); `nil` where there are no biases.
  public var inProjectionBias: Tensor? { tensors["in_proj_bias"] }
  /// The key that is added, of shape (1, 1, embed); `nil` where none is.
  public var keyBias: Tensor? { tensors["bias_k"] }
  /// The value that is added, of shape (1, 1, embed); `nil` where none is.
  public var valueBias: Tensor? { tensors["bias_v"] }

  public var children: [(name: String, module: any Module)] { [("out_proj", outProjection)] }

  /// A layer with new parameters, initialized as PyTorch's.
  ///
  /// Input projections are Xavier uniform, `bias_k` and `bias_v` Xavier normal, the other biases zeros,
  /// and `out_proj.weight` that of a ``Linear``.
  ///
  /// - Parameters:
  ///   - embedSize: The size of queries and outputs, 1 or more, a multiple of `heads`.
  ///   - heads: The heads, 1 or more.
  ///   - bias: Whether projections have biases.
  ///   - addBiasKV: Whether keys and values get one more element each, `bias_k` and `bias_v`.
  ///   - keySize: The size of keys, 0 or more; `nil` for `embedSize`.
  ///   - valueSize: The size of values, 0 or more; `nil` for `embedSize`.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from.
  /// - Throws: `invalidArgument`, `unsupportedDType`, or `invalidShape` for sizes that overflow.
  public init(
    _ embedSize: Int, heads: Int, bias: Bool = true, addBiasKV: Bool = false,
    keySize: Int? = nil, valueSize: Int? = nil, dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    let kind = "multiheadattention"
    let keySize = keySize ?? embedSize
    let valueSize = valueSize ?? embedSize
    try LayerArguments.require(kind, "embedSize", embedSize, in: 1 ... .max)
    try LayerArguments.require(kind, "embedSize", embedSize, divisibleBy: ("heads", heads))
    try LayerArguments.require(kind, "keySize", keySize, in: 0 ... .max)
    try LayerArguments.require(kind, "valueSize", valueSize, in: 0 ... .max)

    let tripled = LayerArguments.product(3, embedSize)
    var declarations: [TensorDeclaration]
    if keySize == embedSize, valueSize == embedSize {
      declarations = [
        .parameter("in_proj_weight", [tripled, embedSize], .xavierUniform(), dtype: dtype)
      ]
    } else {
      declarations = [
        .parameter("q_proj_weight", [embedSize, embedSize], .xavierUniform(), dtype: dtype),
        .parameter("k_proj_weight", [embedSize, keySize], .xavierUniform(), dtype: dtype),
        .parameter("v_proj_weight", [embedSize, valueSize], .xavierUniform(), dtype: dtype),
      ]
    }
    if bias { declarations.append(.parameter("in_proj_bias", [tripled], .zeros, dtype: dtype)) }
    if addBiasKV {
      declarations += ["bias_k", "bias_v"].map {
        .parameter($0, [1, 1, embedSize], .xavierNormal(), dtype: dtype)
      }
    }
    // PyTorch makes the projection first, so that it has the first draws.
    outProjection = try Linear(
      square: embedSize, zeroedBias: bias, dtype: dtype, using: generator)
    tensors = try LayerTensors(kind, declarations, using: generator)
  }
}
