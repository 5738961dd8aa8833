/// A number as it was given: a `Double`, or an integer that no `Double` holds.
struct GivenNumber: Sendable, Equatable {
  /// The number, or the `Double` nearest to it.
  let value: Double
  /// The number where no `Double` holds it.
  private let unheld: Int64?

  init(_ value: Double) {
    self.value = value
    unheld = nil
  }

  init(exactly integer: Int64) {
    value = Double(integer)
    unheld = Int64(exactly: value) == integer ? nil : integer
  }

  /// The number where it is an integer of 64 bits.
  var integer: Int64? { unheld ?? Int64(exactly: value) }

  /// The text that reads back.
  var text: String { unheld.map { "\($0)" } ?? "\(value)" }
}

extension GivenNumber: ExpressibleByIntegerLiteral {
  init(integerLiteral value: Int64) { self.init(exactly: value) }
}

extension Parameter {
  /// A number, integers exactly.
  static func exactNumber(
    _ name: String, _ path: any WritableKeyPath<Value, GivenNumber> & Sendable,
    isRequired: Bool = false, omitting omitted: GivenNumber? = nil
  ) -> Parameter {
    member(name, path, isRequired: isRequired) { text throws(TensorInitError) in
      let value = try Literal.number(text, name)
      // Zero may be -0.
      let integer = Int64(text).flatMap { $0 == 0 ? nil : $0 }
      return integer.map { GivenNumber(exactly: $0) } ?? GivenNumber(value)
    } text: {
      $0 == omitted ? nil : $0.text
    }
  }
}
