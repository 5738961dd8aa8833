// The deviations of the laws that have simple ones, and the fans of the initializers that read others than a shape's.

extension Constant {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { value.value.isFinite ? 0 : nil }
}

extension Zeros {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { 0 }
}

extension Ones {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { 0 }
}

extension PriorBias {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { 0 }
}

extension Uniform {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { (high - low) / 12.squareRoot() }
}

extension Normal {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { std }
}

extension Exponential {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { 1 / rate }
}

extension Bernoulli {
  func deviation(for shape: Shape, _ dtype: DType) -> Double? { (p * (1 - p)).squareRoot() }
}

extension TruncatedNormal {
  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try bounded(for: dtype).deviation
  }
}

extension TruncatedNormalInDeviations {
  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try law.deviation(for: shape, dtype)
  }
}

extension BoundedNormal {
  /// Of bounds that are alike on both sides of the mean.
  fileprivate var deviation: Double? {
    let (below, above) = ((mean - low) / std, (high - mean) / std)
    guard std > 0 else { return 0 }
    guard abs(below - above) <= 0x1p-40 * above, above > 0 else { return nil }
    return above.isFinite ? std * StandardNormal.deviation(within: above) : std
  }
}

extension VarianceScaling {
  func fans(of shape: Shape) throws(TensorInitError) -> Fans? {
    try Fans(of: shape, layout: layout)
  }

  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try std(for: shape, dtype, times: try nonlinearity?.gain(slope: slope) ?? 1)
  }
}

extension Siren {
  func fans(of shape: Shape) throws(TensorInitError) -> Fans? {
    try Fans(of: shape, layout: layout)
  }

  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try uniform(for: shape, dtype).deviation(for: shape, dtype)
  }
}

extension Orthogonal {
  /// Of an element, with columns or rows of the length `gain`, whichever are longer.
  func deviation(for shape: Shape, _ dtype: DType) -> Double? {
    let longest = max(shape[0], shape.dropFirst().reduce(1, *))
    return longest == 0 ? 0 : gain.magnitude / Double(longest).squareRoot()
  }
}

extension SubpixelConvolution {
  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try of.definition.deviation(for: try channels(of: shape).shape, dtype)
  }
}

extension Blocks {
  /// The parts have fans.
  func fans(of shape: Shape) -> Fans? { nil }
}
