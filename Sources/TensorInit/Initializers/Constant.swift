/// Every element the same value.
struct Constant: InitializerDefinition {
  var value: GivenNumber

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    .repeated(try value.element(of: dtype, "value"))
  }

  static let signature = Signature(
    "constant", aliases: ["fill"], Constant(value: 0),
    .exactNumber("value", \.value, isRequired: true))
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
    Initializer(Constant(value: GivenNumber(value)))
  }

  /// Every element the same integer, also one that no `Double` holds; of any dtype.
  ///
  /// - Parameter value: What the tensor's dtype must hold: an integer dtype in its range, a
  ///   floating-point dtype to the nearest of its values.
  public static func constant(exactly value: Int64) -> Initializer {
    Initializer(Constant(value: GivenNumber(exactly: value)))
  }
}
