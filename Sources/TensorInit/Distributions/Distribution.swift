/// A probability law: how each element is drawn, whatever the tensor's shape.
protocol Distribution: Expressible {
  /// The law on a counter-based generator's bits for elements of a dtype, every parameter checked.
  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill
  /// The law as PyTorch draws it, and with the parameters that PyTorch takes.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler
}

extension Distribution {
  /// The law on a generator's bits: here a distribution meets them, and nowhere else.
  func fill(
    for dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    switch algorithm {
    case .ars, .philox:
      return try fill(for: dtype)
    case .torch, .ktorch:
      // Its kernels have no other occasion to report an instruction set that the machine doesn't have.
      _ = try InstructionSet.current.get()
      return .other(TorchFill(sampler: try torchSampler(for: dtype)))
    }
  }
}

extension Distribution {
  /// - Throws: `invalidArgument` where a parameter is not as expected.
  func require(
    _ condition: Bool, _ argument: String, _ given: Double, _ expected: @autoclosure () -> String
  ) throws(TensorInitError) {
    guard condition else {
      throw .invalidArgument(
        function: name, argument: argument, given: "\(given)", expected: expected())
    }
  }

  /// - Throws: `unsupportedDType` where the dtype is not a floating-point one.
  func requireFloatingPoint(_ dtype: DType) throws(TensorInitError) {
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(function: name, given: dtype, expected: "a floating-point dtype")
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
