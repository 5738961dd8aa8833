/// The function that follows a layer, for the gain that makes up for its loss of variance.
public enum Nonlinearity: String, CaseIterable, Sendable, Hashable {
  /// None: y = x.
  case linear
  /// A convolution, which is linear.
  case conv1d, conv2d, conv3d
  /// A transposed convolution over sequences, which is linear.
  case convTranspose1d = "conv_transpose1d"
  /// A transposed convolution over images, which is linear.
  case convTranspose2d = "conv_transpose2d"
  /// A transposed convolution over volumes, which is linear.
  case convTranspose3d = "conv_transpose3d"
  /// 1 / (1 + e^-x).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
  /// max(0, x).
  case relu
  /// x where x is positive, slope x elsewhere (Maas, Hannun and Ng, 2013).
  case leakyReLU = "leaky_relu"
  /// The scaled exponential linear unit (Klambauer et al., 2017), which normalizes by itself.
  case selu

  /// The nonlinearity of this name, as PyTorch (`leaky_relu`) or k (`leakyrelu`) writes it.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "nonlinearity") { [$0.rawValue] }
  }

  /// The recommended factor for the standard deviation of the weights before this function.
  ///
  /// | nonlinearity | gain |
  /// |---|---|
  /// | linear, convolutions, sigmoid | 1 |
  /// | tanh | 5/3 |
  /// | relu | sqrt(2) |
  /// | leaky relu | sqrt(2 / (1 + slope^2)) |
  /// | selu | 3/4 |
  ///
  /// - Parameter slope: The negative slope of the leaky relu; others have no use for it.
  /// - Throws: `invalidArgument` where the slope is not a finite number.
  public func gain(slope: Double = 0.01) throws(TensorInitError) -> Double {
    guard slope.isFinite else {
      throw .invalidArgument(
        argument: "slope", given: "\(slope)", expected: "a finite number")
    }
    return switch self {
    case .linear, .sigmoid, .conv1d, .conv2d, .conv3d, .convTranspose1d, .convTranspose2d,
      .convTranspose3d:
      1
    case .tanh: 5.0 / 3
    case .relu: 2.squareRoot()
    // Of a steep slope the square overflows, and 1 is nothing to it.
    case .leakyReLU:
      slope.magnitude < 0x1p500
        ? (2 / (1 + slope * slope)).squareRoot() : 2.squareRoot() / slope.magnitude
    case .selu: 0.75
    }
  }
}

extension Nonlinearity: NamedChoice {}
