/// Normal with the variance that keeps that of one pass through rectifiers (He et al., 2015).
///
/// ```
/// N(0, std^2),   std = gain(nonlinearity, slope) / sqrt(fan)
/// ```
struct KaimingNormal: InitializationScheme {
  var kaiming: Kaiming

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try normal(
      std: kaiming.std(for: shape, algorithm, function: name), for: dtype, from: algorithm)
  }

  static let signature = Signature(
    "kaiming_normal", aliases: ["knormal"], parameters: Kaiming.parameters)

  init(_ kaiming: Kaiming) {
    self.kaiming = kaiming
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    kaiming = try Kaiming(arguments)
  }

  var argumentTexts: [(name: String, value: String)] { kaiming.argumentTexts }
}

/// Uniform with the variance that keeps that of one pass through rectifiers (He et al., 2015).
///
/// ```
/// U(-bound, bound),   bound = gain(nonlinearity, slope) sqrt(3 / fan)
/// ```
struct KaimingUniform: InitializationScheme {
  var kaiming: Kaiming

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try uniform(
      std: kaiming.std(for: shape, algorithm, function: name), for: dtype, from: algorithm)
  }

  static let signature = Signature(
    "kaiming_uniform", aliases: ["kuniform"], parameters: Kaiming.parameters)

  init(_ kaiming: Kaiming) {
    self.kaiming = kaiming
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    kaiming = try Kaiming(arguments)
  }

  var argumentTexts: [(name: String, value: String)] { kaiming.argumentTexts }
}

/// What both Kaiming initializers are told, and the standard deviation that follows.
struct Kaiming {
  var mode = FanMode.fanIn
  var nonlinearity = Nonlinearity.leakyReLU
  var slope = 0.0

  func std(
    for shape: Shape, _ algorithm: Generator.Algorithm, function: String
  ) throws(TensorInitError) -> Double {
    let gain =
      try algorithm.isSequential
      ? nonlinearity.torchGain(slope: slope, function: function)
      : nonlinearity.gain(slope: slope, function: function)
    let fans = try Fans(of: shape, function: function)
    let fan = mode == .fanIn ? fans.fanIn : fans.fanOut
    // Without a fan there are no elements to be given a deviation.
    return fan == 0 ? 0 : gain / Double(fan).squareRoot()
  }

  static let parameters = ["mode", "nonlinearity", "slope"]

  var argumentTexts: [(name: String, value: String)] {
    [("mode", mode.rawValue), ("nonlinearity", nonlinearity.rawValue), ("slope", "\(slope)")]
  }
}

extension Kaiming {
  init(_ arguments: Arguments) throws(TensorInitError) {
    if let text = arguments.text("mode") { mode = try FanMode(named: text) }
    if let text = arguments.text("nonlinearity") { nonlinearity = try Nonlinearity(named: text) }
    slope = try arguments.number("slope", default: 0)
  }
}
