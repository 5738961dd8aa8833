/// How an initializer is written as text: `name(parameter=value, ...)`.
struct Signature: Sendable {
  let name: String
  /// Other names that mean the same, those of the k api among them.
  let aliases: [String]
  /// The parameters' names, in the order of values given without a name.
  let parameters: [String]
  /// The parameter that a single value without a name sets; else it is the first.
  let onlyParameter: String?

  init(
    _ name: String, aliases: [String] = [], parameters: [String] = [], onlyParameter: String? = nil
  ) {
    self.name = name
    self.aliases = aliases
    self.parameters = parameters
    self.onlyParameter = onlyParameter
  }
}

/// Something that can be written as text and read back.
protocol Expressible: Sendable {
  static var signature: Signature { get }
  /// The value that the arguments describe; those left out have their defaults.
  init(_ arguments: Arguments) throws(TensorInitError)
  /// The parameters' values as text, in the signature's order; those that are unset left out.
  var argumentTexts: [(name: String, value: String)] { get }
}

extension Expressible {
  var name: String { Self.signature.name }

  /// The text that reads back as this value.
  var expression: String {
    let texts = argumentTexts.map { "\($0.name)=\($0.value)" }
    return texts.isEmpty ? name : "\(name)(\(texts.joined(separator: ", ")))"
  }
}
