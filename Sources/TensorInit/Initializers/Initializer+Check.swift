extension Initializer {
  /// Whether a tensor of this shape and dtype can be initialized so.
  ///
  /// - Parameter algorithm: That of the generator that will be used.
  /// - Throws: What ``Tensor/initialize(_:using:threads:)`` would throw of the shape, the dtype and the
  ///   arguments: `invalidShape`, `unsupportedDType` or `invalidArgument`.
  public func check(
    shape: Shape, dtype: DType, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    _ = try shape.elementCount(of: dtype, function: name)
    _ = try fill(for: shape, dtype, from: algorithm)
  }

  /// What to write, with everything checked that is the same for all calls.
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    // Also where no kernel is needed, so that a wrong name is refused for every initializer alike.
    _ = try InstructionSet.current.get()
    return try scheme.fill(for: shape, dtype, from: algorithm)
  }
}
