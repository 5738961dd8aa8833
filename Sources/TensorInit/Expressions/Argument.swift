/// What is written for a parameter, and what makes numbers of texts that are none.
struct Argument {
  let text: String
  let calculation: Calculation?
}

/// Makes a number of a text that is no literal, such as `0.02 / sqrt(24)`.
package typealias Calculation = (String) throws(TensorInitError) -> GivenNumber

extension Argument {
  /// A number, integers exactly.
  func number(_ name: String) throws(TensorInitError) -> GivenNumber {
    guard let value = Double(text) else {
      guard let calculation else {
        throw .invalidArgument(argument: name, given: text, expected: "a number")
      }
      return try calculation(text)
    }
    // What overflows is read as infinity, though infinity was not written.
    guard value.isFinite || !text.contains(where: \.isNumber) else {
      throw .invalidArgument(
        argument: name, given: text,
        expected: "a number within -\(Double.greatestFiniteMagnitude)..."
          + "\(Double.greatestFiniteMagnitude), or inf")
    }
    // Zero may be -0.
    let integer = Int64(text).flatMap { $0 == 0 ? nil : $0 }
    return integer.map { GivenNumber(exactly: $0) } ?? GivenNumber(value)
  }

  func integer<Integer: FixedWidthInteger>(
    _ name: String, as _: Integer.Type = Integer.self
  ) throws(TensorInitError) -> Integer {
    if let integer = Integer(text) { return integer }
    guard let calculation, Double(text) == nil,
      let integer = try calculation(text).integer.flatMap({ Integer(exactly: $0) })
    else {
      throw .invalidArgument(
        argument: name, given: text,
        expected: "an integer in \(Integer.min)...\(Integer.max)")
    }
    return integer
  }

  /// One integer, or several in parentheses or brackets.
  func integers(_ name: String) throws(TensorInitError) -> [Int] {
    guard let first = text.first, let last = text.last, "([".contains(first), ")]".contains(last)
    else { return [try integer(name)] }
    var parts = try Expression.parts(
      of: text.dropFirst().dropLast(), separatedBy: ",", in: text
    ).map(Expression.trimmed)
    // What Python writes of a single one, or of none.
    if parts.last == "" { parts.removeLast() }
    var integers: [Int] = []
    for part in parts {
      integers.append(try Argument(text: part, calculation: calculation).integer(name))
    }
    return integers
  }

  /// The text that reads back as these integers.
  static func text(of integers: [Int]) -> String {
    let parts = integers.map { "\($0)" }
    return parts.count == 1 ? parts[0] : "(\(parts.joined(separator: ", ")))"
  }
}
