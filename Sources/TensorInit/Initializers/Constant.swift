/// Every element the same value.
struct Constant: InitializerDefinition {
  /// The value, or the `Double` nearest to it.
  let value: Double
  /// The value where no `Double` holds it.
  private let integer: Int64?

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    if dtype.isFloatingPoint {
      guard !value.isFinite || value.magnitude <= dtype.largestFinite else {
        throw fault(
          "a number within \(dtype)'s range, -\(dtype.largestFinite)...\(dtype.largestFinite)")
      }
      return .repeated(RepeatedValue(value, of: dtype))
    }
    guard let exact = integer ?? Int64(exactly: value), dtype.exactIntegers.contains(exact) else {
      throw fault("an integer in \(dtype.exactIntegers) for \(dtype)")
    }
    return .repeated(RepeatedValue(exact))
  }

  private func fault(_ expected: String) -> TensorInitError {
    .invalidArgument(argument: "value", given: text, expected: expected)
  }

  private var text: String { integer.map { "\($0)" } ?? "\(value)" }

  init(value: Double) {
    self.value = value
    integer = nil
  }

  init(exactly integer: Int64) {
    value = Double(integer)
    self.integer = Int64(exactly: value) == integer ? nil : integer
  }

  static let signature = Signature(
    "constant", aliases: ["fill"], Constant(value: 0),
    Parameter("value", isRequired: true) { constant, text throws(TensorInitError) in
      let value = try Parameter<Self>.number(text, "value")
      // Zero may be -0.
      let integer = Int64(text).flatMap { $0 == 0 ? nil : $0 }
      constant = integer.map { Constant(exactly: $0) } ?? Constant(value: value)
    } text: {
      $0.text
    })
  var signature: Signature<Self> { Self.signature }
}

/// Every element 0.
struct Zeros: InitializerDefinition {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    .repeated(RepeatedValue(0, of: dtype))
  }

  static let signature = Signature("zeros", Zeros())
  var signature: Signature<Self> { Self.signature }
}

/// Every element 1.
struct Ones: InitializerDefinition {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    .repeated(RepeatedValue(1, of: dtype))
  }

  static let signature = Signature("ones", Ones())
  var signature: Signature<Self> { Self.signature }
}
