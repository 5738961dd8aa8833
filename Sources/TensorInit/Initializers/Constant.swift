/// Every element the same value.
struct Constant: InitializationScheme {
  var value: Double

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    let isHeld =
      dtype.isFloatingPoint
      ? !value.isFinite || value.magnitude <= dtype.largestFinite
      : Int64(exactly: value).map(dtype.exactIntegers.contains) ?? false
    guard isHeld else {
      throw .invalidArgument(
        function: name, argument: "value", given: "\(value)",
        expected: dtype.isFloatingPoint
          ? "a number within \(dtype)'s range, -\(dtype.largestFinite)...\(dtype.largestFinite)"
          : "an integer in \(dtype.exactIntegers) for \(dtype)")
    }
    return .constant(value)
  }

  static let signature = Signature("constant", aliases: ["fill"], parameters: ["value"])

  init(value: Double) {
    self.value = value
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    value = try arguments.requiredNumber("value")
  }

  var argumentTexts: [(name: String, value: String)] { [("value", "\(value)")] }
}

/// Every element 0.
struct Zeros: InitializationScheme {
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill { .constant(0) }

  static let signature = Signature("zeros")
  init() {}
  init(_ arguments: Arguments) throws(TensorInitError) {}
  var argumentTexts: [(name: String, value: String)] { [] }
}

/// Every element 1.
struct Ones: InitializationScheme {
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill { .constant(1) }

  static let signature = Signature("ones")
  init() {}
  init(_ arguments: Arguments) throws(TensorInitError) {}
  var argumentTexts: [(name: String, value: String)] { [] }
}
