/// How an initializer is written as text, `name(parameter=value, ...)`: its name and its parameters, whose defaults
/// are those of its properties.
struct Signature<Value: Sendable>: Sendable {
  let name: String
  /// Other names that mean the same, those of the k api among them.
  let aliases: [String]
  /// The value without any argument; what is required is missing in it.
  let standard: Value
  /// In the order of values given without a name.
  private(set) var parameters: [Parameter<Value>]
  /// The parameter that a single value without a name sets; else it is the first.
  let onlyParameter: String?

  init(
    _ name: String, aliases: [String] = [], _ standard: Value, _ parameters: Parameter<Value>...,
    onlyParameter: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.standard = standard
    self.parameters = parameters
    self.onlyParameter = onlyParameter
  }

  /// The signature with further parameters.
  func followed(by parameters: [Parameter<Value>]) -> Signature {
    var signature = self
    signature.parameters += parameters
    return signature
  }

  /// The value that an expression with this signature's name describes.
  ///
  /// - Throws: `invalidExpression` for too many values or one given twice, `unknownName` for a key that is
  ///   no parameter, `invalidArgument` for a value that is none or is missing.
  func value(of expression: Expression) throws(TensorInitError) -> Value {
    let texts = try expression.texts(
      forParameters: parameters.map(\.name), of: name, onlyParameter: onlyParameter)
    var value = standard
    for parameter in parameters {
      if let text = texts[parameter.name] {
        do throws(TensorInitError) {
          try parameter.set(
            &value, Argument(text: text, calculation: expression.calculation))
        } catch {
          throw error.called(name)
        }
      } else if parameter.isRequired {
        throw .invalidArgument(argument: parameter.name, given: "missing", expected: "a number")
          .called(name)
      }
    }
    return value
  }

  /// The text that reads back as a value.
  func expression(of value: Value) -> String {
    let texts = parameters.compactMap { parameter in
      parameter.text(value).map { "\(parameter.name)=\($0)" }
    }
    return texts.isEmpty ? name : "\(name)(\(texts.joined(separator: ", ")))"
  }
}

/// What checks arguments, and throws faults that name them.
protocol ArgumentChecking: Sendable {}

/// A value that an expression describes.
protocol ExpressionValue: ArgumentChecking {
  var signature: Signature<Self> { get }
}

extension ExpressionValue {
  var name: String { signature.name }

  /// The text that reads back as this value.
  var expression: String { signature.expression(of: self) }
}
