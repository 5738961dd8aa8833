/// A probability law: how each element is drawn, whatever the tensor's shape.
protocol Distribution: ExpressionValue {
  /// The law for elements of a dtype, every parameter checked.
  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill
}

extension ArgumentChecking {
  /// - Throws: `invalidArgument` where a parameter is not as expected.
  func require(
    _ condition: Bool, _ argument: String, _ given: Double, _ expected: @autoclosure () -> String
  ) throws(TensorInitError) {
    guard condition else {
      throw .invalidArgument(argument: argument, given: "\(given)", expected: expected())
    }
  }

  /// - Throws: `unsupportedDType` where the dtype is not a floating-point one.
  func requireFloatingPoint(_ dtype: DType) throws(TensorInitError) {
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(given: "\(dtype)", expected: "a floating-point dtype")
    }
  }

  /// - Throws: `invalidArgument` where the number is not finite or beyond what the dtype holds.
  func require(
    _ argument: String, _ given: Double, isHeldBy dtype: DType
  ) throws(TensorInitError) {
    try require(
      given.magnitude <= dtype.largestFinite, argument, given,
      "a finite number within \(dtype)'s range, -\(dtype.largestFinite)...\(dtype.largestFinite)")
  }
}
