/// Every element the same value.
struct Constant: InitializationScheme {
  /// The value, or the `Double` nearest to it.
  let value: Double
  /// The value where no `Double` holds it.
  private let integer: Int64?

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    if dtype.isFloatingPoint {
      guard !value.isFinite || value.magnitude <= dtype.largestFinite else {
        throw fault(
          "a number within \(dtype)'s range, -\(dtype.largestFinite)...\(dtype.largestFinite)")
      }
      return .constant(value)
    }
    guard let exact = integer ?? Int64(exactly: value), dtype.exactIntegers.contains(exact) else {
      throw fault("an integer in \(dtype.exactIntegers) for \(dtype)")
    }
    return .integer(exact)
  }

  private func fault(_ expected: String) -> TensorInitError {
    .invalidArgument(function: name, argument: "value", given: text, expected: expected)
  }

  private var text: String { integer.map { "\($0)" } ?? "\(value)" }

  static let signature = Signature("constant", aliases: ["fill"], parameters: ["value"])

  init(value: Double) {
    self.value = value
    integer = nil
  }

  init(exactly integer: Int64) {
    value = Double(integer)
    self.integer = Int64(exactly: value) == integer ? nil : integer
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    let value = try arguments.requiredNumber("value")
    if let integer = arguments.text("value").flatMap({ Int64($0) }), integer != 0 {
      self.init(exactly: integer)
    } else {
      // Zero may be -0.
      self.init(value: value)
    }
  }

  var argumentTexts: [(name: String, value: String)] { [("value", text)] }
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
