/// A way of giving a tensor its initial values: reads shape and dtype and decides the numbers.
///
/// It knows neither containers nor generators; ``Initializer`` brings them together.
protocol InitializationScheme: Expressible {
  /// What to write, every argument checked against the shape and dtype.
  ///
  /// It is called, and throws, for tensors without elements too.
  ///
  /// - Parameter algorithm: For the distribution that is drawn from.
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill
}

/// A distribution initializes tensors of every shape alike.
extension InitializationScheme where Self: Distribution {
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try fill(for: dtype, from: algorithm)
  }
}

extension Uniform: InitializationScheme {}
extension Normal: InitializationScheme {}
extension TruncatedNormal: InitializationScheme {}
extension LogNormal: InitializationScheme {}
extension Exponential: InitializationScheme {}
extension Cauchy: InitializationScheme {}
extension Geometric: InitializationScheme {}
extension Bernoulli: InitializationScheme {}
extension RandomIntegers: InitializationScheme {}

extension InitializationScheme {
  /// - Throws: `invalidShape` where the tensor's rank is not in `ranks`.
  func require(
    _ shape: Shape, rankIn ranks: ClosedRange<Int>, _ expected: String
  ) throws(TensorInitError) {
    guard ranks.contains(shape.count) else {
      throw .invalidShape(function: name, given: shape, expected: expected)
    }
  }

  /// - Throws: `invalidArgument` where the gain is not a number of 0 or more that the dtype holds.
  func require(gain: Double, for dtype: DType) throws(TensorInitError) {
    guard gain >= 0, gain <= dtype.largestFinite else {
      throw .invalidArgument(
        function: name, argument: "gain", given: "\(gain)",
        expected: "a finite number of 0 or more, within \(dtype)'s range")
    }
  }
}
