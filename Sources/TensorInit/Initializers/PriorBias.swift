/// The bias with which a sigmoid gives the probability p, in every element (Lin et al., 2017).
struct PriorBias: InitializerDefinition {
  var p = 0.01

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    try require(p > 0 && p < 1, "p", p, "a probability in 0 < p < 1")
    return .repeated(RepeatedValue(bias, of: dtype))
  }

  /// -log((1 - p) / p).
  private var bias: Double {
    // What is left out is below p, and the quotient may overflow.
    guard p >= 0x1p-64 else { return PortableMath.log(p) }
    // The errors of the difference and the quotient count: near p = 1/2 the logarithm is as small as they are.
    let other = 1 - p
    let error = (1 - other) - p
    let quotient = other / p
    let rest = other.addingProduct(-quotient, p) + error
    return 0 - (PortableMath.log(quotient) + rest / other)
  }

  static let signature = Signature("prior_bias", PriorBias(), .number("p", \.p))
  var signature: Signature<Self> { Self.signature }
}

extension Initializer {
  /// The bias with which a classifier's sigmoid starts at the probability p, -log((1 - p) / p), in every element, so
  /// that rare classes don't drown the loss at first (Lin et al., "Focal loss for dense object detection", 2017).
  ///
  /// The tensor has any shape and a floating-point dtype.
  ///
  /// - Parameter p: The probability, 0 < p < 1.
  public static func priorBias(p: Double = 0.01) -> Initializer { Initializer(PriorBias(p: p)) }
}
