/// How numbers are written in expressions.
enum Literal {
  /// - Parameter argument: What the text is given for, for errors.
  static func number(_ text: String, _ argument: String) throws(TensorInitError) -> Double {
    guard let value = Double(text) else {
      throw .invalidArgument(argument: argument, given: text, expected: "a number")
    }
    // What overflows is read as infinity, though infinity was not written.
    guard value.isFinite || !text.contains(where: \.isNumber) else {
      throw .invalidArgument(
        argument: argument, given: text,
        expected: "a number within -\(Double.greatestFiniteMagnitude)..."
          + "\(Double.greatestFiniteMagnitude), or inf")
    }
    return value
  }

  static func integer<Integer: FixedWidthInteger>(
    _ text: String, _ argument: String
  ) throws(TensorInitError) -> Integer {
    guard let value = Integer(text) else {
      throw .invalidArgument(
        argument: argument, given: text,
        expected: "an integer in \(Integer.min)...\(Integer.max)")
    }
    return value
  }

  /// Of `-1`, `(0, 1)`, `[0, 1]`, `(0,)` or `()`.
  static func integers(_ text: String, _ argument: String) throws(TensorInitError) -> [Int] {
    guard let first = text.first, let last = text.last, "([".contains(first), ")]".contains(last)
    else { return [try integer(text, argument)] }
    var parts = try Expression.parts(
      of: text.dropFirst().dropLast(), separatedBy: ",", in: text
    ).map(Expression.trimmed)
    // What Python writes of a single one, or of none.
    if parts.last == "" { parts.removeLast() }
    var integers: [Int] = []
    for part in parts { integers.append(try integer(part, argument)) }
    return integers
  }

  /// The text that reads back as these integers.
  static func text(of integers: [Int]) -> String {
    let parts = integers.map { "\($0)" }
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ", ")))"
  }
}
