/// What one initializer does: it reads a tensor's shape and dtype and decides the numbers.
///
/// It knows neither containers nor generators; ``Initializer`` brings them together.
protocol InitializerDefinition: ExpressionValue {
  /// What to write, every argument checked against the shape and dtype; random numbers come from a
  /// counter-based generator.
  ///
  /// It is called, and throws, for tensors without elements too.
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill

  /// The fans that the initializer reads from a shape, or would; `nil` where there are none.
  func fans(of shape: Shape) throws(TensorInitError) -> Fans?

  /// The standard deviation of the elements' law around its own mean, of arguments that were checked; `nil` where it
  /// isn't known.
  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double?

  /// What PyTorch writes with its own generator.
  ///
  /// Where it draws nothing that is the same; an initializer that PyTorch doesn't have needs no form of its own.
  ///
  /// - Parameter algorithm: Which of PyTorch's interfaces is meant.
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill
}

extension InitializerDefinition {
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let fill = try fill(for: shape, dtype)
    guard !fill.traits.isRandom else {
      throw .invalidArgument(
        argument: "the generator", given: "\(algorithm)",
        expected: "ars or philox, as PyTorch has no such initializer")
    }
    return fill
  }
}

extension InitializerDefinition {
  /// - Throws: `invalidShape` where the tensor's rank is not in `ranks`.
  func require(
    _ shape: Shape, rankIn ranks: ClosedRange<Int>, _ expected: String
  ) throws(TensorInitError) {
    guard ranks.contains(shape.count) else {
      throw .invalidShape(given: "\(shape)", expected: expected)
    }
  }
}

extension InitializerDefinition {
  func fans(of shape: Shape) throws(TensorInitError) -> Fans? {
    shape.count < 2 ? nil : try Fans(of: shape)
  }

  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? { nil }
}
