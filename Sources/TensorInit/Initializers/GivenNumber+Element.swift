extension GivenNumber {
  /// The number as an element of a dtype.
  ///
  /// - Throws: `invalidArgument` where an integer dtype doesn't hold it, or where it overflows.
  func element(of dtype: DType, _ argument: String) throws(TensorInitError) -> RepeatedValue {
    guard dtype.isFloatingPoint else {
      guard let integer, dtype.exactIntegers.contains(integer) else {
        throw fault(argument, "an integer in \(dtype.exactIntegers) for \(dtype)")
      }
      return RepeatedValue(integer)
    }
    guard !value.isFinite || value.magnitude <= dtype.largestFinite else {
      throw fault(
        argument,
        "a number within \(dtype)'s range, -\(dtype.largestFinite)...\(dtype.largestFinite)")
    }
    return RepeatedValue(value, of: dtype)
  }

  /// The same of a finite number.
  func finiteElement(of dtype: DType, _ argument: String) throws(TensorInitError) -> RepeatedValue {
    guard value.isFinite else { throw fault(argument, "a finite number") }
    return try element(of: dtype, argument)
  }

  func fault(_ argument: String, _ expected: String) -> TensorInitError {
    .invalidArgument(argument: argument, given: text, expected: expected)
  }
}
