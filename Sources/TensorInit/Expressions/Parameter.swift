/// One parameter of an initializer: its name, and how its value is read from text and written as text.
struct Parameter<Value>: Sendable {
  let name: String
  /// Whether there is no value without it.
  let isRequired: Bool
  /// Sets what a text says.
  let set: @Sendable (inout Value, Argument) throws(TensorInitError) -> Void
  /// The text that reads back; `nil` where the value is left out.
  let text: @Sendable (Value) -> String?

  init(
    _ name: String, isRequired: Bool = false,
    set: @escaping @Sendable (inout Value, Argument) throws(TensorInitError) -> Void,
    text: @escaping @Sendable (Value) -> String?
  ) {
    self.name = name
    self.isRequired = isRequired
    self.set = set
    self.text = text
  }

  /// A parameter whose value is a member.
  static func member<Member>(
    _ name: String, _ path: any WritableKeyPath<Value, Member> & Sendable,
    isRequired: Bool = false,
    read: @escaping @Sendable (Argument) throws(TensorInitError) -> Member,
    text: @escaping @Sendable (Member) -> String?
  ) -> Parameter {
    Parameter(name, isRequired: isRequired) { value, argument throws(TensorInitError) in
      value[keyPath: path] = try read(argument)
    } text: {
      text($0[keyPath: path])
    }
  }

  static func number(
    _ name: String, _ path: any WritableKeyPath<Value, Double> & Sendable, isRequired: Bool = false
  ) -> Parameter {
    member(name, path, isRequired: isRequired) { argument throws(TensorInitError) in
      try argument.number(name).value
    } text: {
      "\($0)"
    }
  }

  /// A number that may be left out.
  static func number(
    _ name: String, _ path: any WritableKeyPath<Value, Double?> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.number(name).value
    } text: { number in
      number.map { "\($0)" }
    }
  }

  /// `true` or `false`, the standard.
  static func flag(
    _ name: String, _ path: any WritableKeyPath<Value, Bool> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      guard let value = Bool(argument.text.lowercased()) else {
        throw .invalidArgument(argument: name, given: argument.text, expected: "true or false")
      }
      return value
    } text: {
      $0 ? "true" : nil
    }
  }

  static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Value, Integer> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.integer(name)
    } text: {
      "\($0)"
    }
  }

  /// An integer that may be left out.
  static func integer<Integer: FixedWidthInteger & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Value, Integer?> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.integer(name) as Integer
    } text: { integer in
      integer.map { "\($0)" }
    }
  }

  /// An integer of which one value is left out.
  static func integer(
    _ name: String, _ path: any WritableKeyPath<Value, Int> & Sendable, omitting omitted: Int
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.integer(name)
    } text: {
      $0 == omitted ? nil : "\($0)"
    }
  }

  /// An integer, or several in parentheses: `-1`, `(0, 1)`, `()`; or nothing.
  static func integers(
    _ name: String, _ path: any WritableKeyPath<Value, [Int]?> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.integers(name)
    } text: { integers in
      integers.map(Argument.text(of:))
    }
  }

  /// An integer, or several in parentheses, of which some are left out.
  static func integers(
    _ name: String, _ path: any WritableKeyPath<Value, [Int]> & Sendable, omitting omitted: [Int]
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try argument.integers(name)
    } text: {
      $0 == omitted ? nil : Argument.text(of: $0)
    }
  }

  /// One of several names, or none.
  static func choice<Choice: NamedChoice>(
    _ name: String, _ path: any WritableKeyPath<Value, Choice?> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try Choice(named: argument.text)
    } text: {
      $0?.rawValue
    }
  }

  /// One of several names, of which one may be left out.
  static func choice<Choice: NamedChoice>(
    _ name: String, _ path: any WritableKeyPath<Value, Choice> & Sendable,
    omitting omitted: Choice? = nil
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try Choice(named: argument.text)
    } text: {
      $0 == omitted ? nil : $0.rawValue
    }
  }

  /// The parameter of a member of a value, as one of the value.
  func within<Whole>(_ path: any WritableKeyPath<Whole, Value> & Sendable) -> Parameter<Whole> {
    Parameter<Whole>(name, isRequired: isRequired) { whole, argument throws(TensorInitError) in
      try set(&whole[keyPath: path], argument)
    } text: {
      text($0[keyPath: path])
    }
  }
}

/// One of a few things that have names.
protocol NamedChoice: RawRepresentable<String>, Equatable, Sendable {
  init(named name: String) throws(TensorInitError)
}
