/// The arguments of one expression by name, and their reading as numbers and names.
struct Arguments {
  /// The initializer's name, for errors.
  let function: String
  private let texts: [String: String]

  init(function: String, texts: [String: String] = [:]) {
    self.function = function
    self.texts = texts
  }

  func text(_ name: String) -> String? { texts[name] }

  func number(_ name: String, default standard: Double) throws(TensorInitError) -> Double {
    try number(name) ?? standard
  }

  /// - Throws: `invalidArgument` where the argument is missing.
  func requiredNumber(_ name: String) throws(TensorInitError) -> Double {
    guard let value = try number(name) else {
      throw .invalidArgument(
        function: function, argument: name, given: "missing", expected: "a number")
    }
    return value
  }

  func integer<Integer: FixedWidthInteger>(
    _ name: String, as type: Integer.Type = Integer.self
  ) throws(TensorInitError) -> Integer? {
    guard let text = texts[name] else { return nil }
    guard let value = Integer(text) else {
      throw .invalidArgument(
        function: function, argument: name, given: text,
        expected: "an integer in \(Integer.min)...\(Integer.max)")
    }
    return value
  }

  private func number(_ name: String) throws(TensorInitError) -> Double? {
    guard let text = texts[name] else { return nil }
    guard let value = Double(text) else {
      throw .invalidArgument(
        function: function, argument: name, given: text, expected: "a number")
    }
    // What overflows is read as infinity, though infinity was not written.
    guard value.isFinite || !text.contains(where: \.isNumber) else {
      throw .invalidArgument(
        function: function, argument: name, given: text,
        expected: "a number within -\(Double.greatestFiniteMagnitude)..."
          + "\(Double.greatestFiniteMagnitude), or inf")
    }
    return value
  }
}
