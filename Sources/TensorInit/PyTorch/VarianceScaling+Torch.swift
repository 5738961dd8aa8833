extension VarianceScaling {
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let std = try std(for: shape, dtype, times: try nonlinearity?.torchGain(slope: slope) ?? 1)
    return switch distribution {
    // Without a deviation there is nothing to truncate, which PyTorch would divide by it.
    case .truncatedNormal where std == 0:
      try fill(for: shape, dtype)
    case .normal:
      try Normal(std: std).torchFill(for: shape, dtype, as: algorithm)
    case .uniform:
      try uniform(ofDeviation: std, dtype).torchFill(for: shape, dtype, as: algorithm)
    case .truncatedNormal:
      try truncatedNormal(ofDeviation: std).torchFill(for: shape, dtype, as: algorithm)
    }
  }
}

extension Siren {
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try uniform(for: shape, dtype).torchFill(for: shape, dtype, as: algorithm)
  }
}

extension Nonlinearity {
  /// The gain as Python computes it, by C's power function, which for one slope in a thousand is not the
  /// product that the same bits on every machine need.
  fileprivate func torchGain(slope: Double) throws(TensorInitError) -> Double {
    let gain = try gain(slope: slope)
    // Python throws where the square overflows.
    let square = CLibrary.pow(slope, 2)
    return self == .leakyReLU && square.isFinite ? (2 / (1 + square)).squareRoot() : gain
  }
}
