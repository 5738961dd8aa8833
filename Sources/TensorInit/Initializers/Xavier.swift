/// Normal with the variance that keeps both passes' variance (Glorot and Bengio, 2010).
///
/// ```
/// N(0, std^2),   std = gain sqrt(2 / (fanIn + fanOut))
/// ```
struct XavierNormal: InitializationScheme {
  var gain: Double

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try require(gain: gain, for: dtype)
    let std = try gain * Fans(of: shape, function: name).xavierStd
    return try normal(std: std, for: dtype, from: algorithm)
  }

  static let signature = Signature("xavier_normal", aliases: ["xnormal"], parameters: ["gain"])

  init(gain: Double = 1) {
    self.gain = gain
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    gain = try arguments.number("gain", default: 1)
  }

  var argumentTexts: [(name: String, value: String)] { [("gain", "\(gain)")] }
}

/// Uniform with the variance that keeps both passes' variance (Glorot and Bengio, 2010).
///
/// ```
/// U(-bound, bound),   bound = gain sqrt(6 / (fanIn + fanOut))
/// ```
struct XavierUniform: InitializationScheme {
  var gain: Double

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try require(gain: gain, for: dtype)
    let std = try gain * Fans(of: shape, function: name).xavierStd
    return try uniform(std: std, for: dtype, from: algorithm)
  }

  static let signature = Signature("xavier_uniform", aliases: ["xuniform"], parameters: ["gain"])

  init(gain: Double = 1) {
    self.gain = gain
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    gain = try arguments.number("gain", default: 1)
  }

  var argumentTexts: [(name: String, value: String)] { [("gain", "\(gain)")] }
}

extension Fans {
  /// A weight without fans has no elements to be given a deviation.
  fileprivate var xavierStd: Double {
    fanIn + fanOut == 0 ? 0 : (2 / Double(fanIn + fanOut)).squareRoot()
  }
}
