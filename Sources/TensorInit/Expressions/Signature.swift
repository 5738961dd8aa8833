/// How an initializer is written as text, `name(parameter=value, ...)`: its name and its parameters, whose defaults
/// are those of its properties.
struct Signature<Value: Sendable>: Sendable {
  let name: String
  /// Other names that mean the same, those of the k api among them.
  let aliases: [String]
  /// The value without any argument; what is required is missing in it.
  let standard: Value
  /// In the order of values given without a name.
  let parameters: [Parameter<Value>]
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
          try parameter.set(&value, text)
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

/// One parameter of an initializer: its name, and how its value is read from text and written as text.
struct Parameter<Value>: Sendable {
  let name: String
  /// Whether there is no value without it.
  let isRequired: Bool
  /// Sets what a text says.
  fileprivate let set: @Sendable (inout Value, String) throws(TensorInitError) -> Void
  /// The text that reads back; `nil` where the value is left out.
  fileprivate let text: @Sendable (Value) -> String?

  init(
    _ name: String, isRequired: Bool = false,
    set: @escaping @Sendable (inout Value, String) throws(TensorInitError) -> Void,
    text: @escaping @Sendable (Value) -> String?
  ) {
    self.name = name
    self.isRequired = isRequired
    self.set = set
    self.text = text
  }

  /// A parameter whose value is a member.
  private static func member<Member>(
    _ name: String, _ path: any WritableKeyPath<Value, Member> & Sendable,
    isRequired: Bool = false,
    read: @escaping @Sendable (String) throws(TensorInitError) -> Member,
    text: @escaping @Sendable (Member) -> String?
  ) -> Parameter {
    Parameter(name, isRequired: isRequired) { value, text throws(TensorInitError) in
      value[keyPath: path] = try read(text)
    } text: {
      text($0[keyPath: path])
    }
  }

  static func number(
    _ name: String, _ path: any WritableKeyPath<Value, Double> & Sendable, isRequired: Bool = false
  ) -> Parameter {
    member(name, path, isRequired: isRequired) { text throws(TensorInitError) in
      try number(text, name)
    } text: {
      "\($0)"
    }
  }

  /// `true` or `false`; false is left out.
  static func flag(
    _ name: String, _ path: any WritableKeyPath<Value, Bool> & Sendable
  ) -> Parameter {
    member(name, path) { text throws(TensorInitError) in
      guard let flag = Bool(text) else {
        throw .invalidArgument(argument: name, given: text, expected: "true or false")
      }
      return flag
    } text: {
      $0 ? "true" : nil
    }
  }

  static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Value, Integer> & Sendable
  ) -> Parameter {
    member(name, path) { text throws(TensorInitError) in
      try integer(text, name)
    } text: {
      "\($0)"
    }
  }

  /// An integer that may be left out.
  static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Value, Integer?> & Sendable
  ) -> Parameter {
    member(name, path) { text throws(TensorInitError) in
      try integer(text, name) as Integer
    } text: { integer in
      integer.map { "\($0)" }
    }
  }

  /// One of several names, or none.
  static func choice<Choice: NamedChoice>(
    _ name: String, _ path: any WritableKeyPath<Value, Choice?> & Sendable
  ) -> Parameter {
    member(name, path) { text throws(TensorInitError) in
      try Choice(named: text)
    } text: {
      $0?.rawValue
    }
  }

  /// One of several names, of which one is left out.
  static func choice<Choice: NamedChoice>(
    _ name: String, _ path: any WritableKeyPath<Value, Choice> & Sendable,
    omitting omitted: Choice
  ) -> Parameter {
    member(name, path) { text throws(TensorInitError) in
      try Choice(named: text)
    } text: {
      $0 == omitted ? nil : $0.rawValue
    }
  }
}

/// One of a few things that have names.
protocol NamedChoice: RawRepresentable<String>, Equatable, Sendable {
  init(named name: String) throws(TensorInitError)
}

// MARK: - Numbers

extension Parameter {
  static func number(
    _ text: String, _ name: String
  ) throws(TensorInitError) -> Double {
    guard let value = Double(text) else {
      throw .invalidArgument(
        argument: name, given: text, expected: "a number")
    }
    // What overflows is read as infinity, though infinity was not written.
    guard value.isFinite || !text.contains(where: \.isNumber) else {
      throw .invalidArgument(
        argument: name, given: text,
        expected: "a number within -\(Double.greatestFiniteMagnitude)..."
          + "\(Double.greatestFiniteMagnitude), or inf")
    }
    return value
  }

  private static func integer<Integer: FixedWidthInteger>(
    _ text: String, _ name: String
  ) throws(TensorInitError) -> Integer {
    guard let value = Integer(text) else {
      throw .invalidArgument(
        argument: name, given: text,
        expected: "an integer in \(Integer.min)...\(Integer.max)")
    }
    return value
  }
}

/// A value that an expression describes.
protocol ExpressionValue: Sendable {
  var signature: Signature<Self> { get }
}

extension ExpressionValue {
  var name: String { signature.name }

  /// The text that reads back as this value.
  var expression: String { signature.expression(of: self) }
}
