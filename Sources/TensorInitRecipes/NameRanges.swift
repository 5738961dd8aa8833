import TensorInit

/// Names with ranges in them: `h.{0..11}.weight` stands for twelve.
enum NameRanges {
  /// All names, the last range changing fastest.
  ///
  /// - Throws: `invalidExpression` where a range is malformed or there is not room for the names.
  static func expand(
    _ pattern: String, within room: (names: Int, bytes: Int)
  ) throws(TensorInitError) -> [String] {
    func requireRoom(for count: Int) throws(TensorInitError) {
      guard count <= room.names else {
        throw .invalidExpression(
          expression: pattern,
          reason: "too many tensors; a recipe has at most \(RecipeReader.mostTensors)")
      }
      // No name is longer than the pattern.
      guard count <= room.bytes / max(1, pattern.utf8.count) else {
        throw .invalidExpression(
          expression: pattern,
          reason:
            "the names are too long; a recipe's have at most \(RecipeReader.mostNameBytes) bytes")
      }
    }
    var names = [""]
    try requireRoom(for: 1)
    // By code points: a combining mark after a brace is not one with it.
    var rest = pattern.unicodeScalars[...]
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[open] == "{" else {
        throw .invalidExpression(expression: pattern, reason: "a '}' without a '{' before it")
      }
      let inside = Substring(rest[rest.index(after: open)...].prefix { $0 != "}" && $0 != "{" })
      guard inside.endIndex < rest.endIndex, rest[inside.endIndex] == "}" else {
        throw .invalidExpression(expression: pattern, reason: "a '{' without a '}' after it")
      }
      let range = try range(inside, of: pattern)
      let (product, overflow) = names.count.multipliedReportingOverflow(by: range.count)
      try requireRoom(for: overflow ? .max : product)
      let literal = Substring(rest[..<open])
      names = names.flatMap { name in range.map { "\(name)\(literal)\($0)" } }
      rest = rest[rest.index(after: inside.endIndex)...]
    }
    return names.map { $0 + Substring(rest) }
  }

  private static func range(
    _ text: Substring, of pattern: String
  ) throws(TensorInitError) -> Range<Int> {
    // Not split(separator: ".."), which would take the first two of three points.
    guard let separator = text.firstIndex(of: "."),
      let lower = number(text[..<separator]),
      let upper = number(text[separator...].dropFirst(2)),
      text[separator...].hasPrefix("..")
    else {
      throw .invalidExpression(
        expression: pattern, reason: "'{\(text)}' is not a range, as in {0..11}")
    }
    guard lower <= upper else {
      throw .invalidExpression(
        expression: pattern, reason: "the range {\(text)} ends before it begins")
    }
    return lower..<(upper + 1)
  }

  /// A number of up to 18 digits, as few as it takes: leading zeros would not come back in the names.
  private static func number(_ text: Substring) -> Int? {
    guard text.count <= 18, text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text),
      "\(number)" == text
    else { return nil }
    return number
  }
}
