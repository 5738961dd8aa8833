extension Nonlinearity {
  /// The gain as Python computes it, by C's power function, which for one slope in a thousand is not the
  /// product that the same bits on every machine need.
  func torchGain(slope: Double, function: String) throws(TensorInitError) -> Double {
    let gain = try gain(slope: slope, function: function)
    return self == .leakyReLU ? (2 / (1 + CLibrary.pow(slope, 2))).squareRoot() : gain
  }
}
