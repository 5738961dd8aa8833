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

extension Initializer {
  /// Every element 0, of any dtype.
  public static var zeros: Initializer { Initializer(Zeros()) }

  /// Every element 1, of any dtype.
  public static var ones: Initializer { Initializer(Ones()) }

  /// Every element the same value, of any dtype.
  ///
  /// - Parameter value: What the tensor's dtype must hold: of an integer dtype an integer in its range,
  ///   of a floating-point dtype any number, infinities and nan included, that does not overflow.
  public static func constant(_ value: Double) -> Initializer {
    Initializer(Constant(value: value))
  }

  /// Every element the same integer, also one that no `Double` holds; of any dtype.
  ///
  /// - Parameter value: What the tensor's dtype must hold: an integer dtype in its range, a
  ///   floating-point dtype to the nearest of its values.
  public static func constant(exactly value: Int64) -> Initializer {
    Initializer(Constant(exactly: value))
  }
}
