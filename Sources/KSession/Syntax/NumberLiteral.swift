/// Numbers as they are written in k.
enum NumberLiteral {
  /// One number, or the list that several make; a suffix of the last is all numbers' type.
  static func value(of words: [String]) throws(KError) -> KValue {
    if words.count == 1, let bytes = try special(words[0]) { return bytes }
    guard let last = words.last else { return .null }
    var words = words
    var type = KType.long
    if let suffix = suffixes[last.last ?? " "], !isFloat(last) || suffix.isFloatingPoint {
      type = suffix
      words[words.count - 1].removeLast()
      // 0Ne, -0We: with a suffix the letter says that the number is special, no more.
    } else if words.contains(where: isFloat) {
      type = .float
    }
    return try array(words, type.elementType)
  }

  private static let suffixes: [Character: KType] = [
    "h": .short, "i": .int, "j": .long, "e": .real, "f": .float,
  ]

  /// Whether the word by itself can't be an integer.
  private static func isFloat(_ word: String) -> Bool {
    word.contains(".") || word.hasSuffix("n") || word.hasSuffix("w")
      || word.dropLast().contains("e")
  }

  private static func array<Element: KElement>(
    _ words: [String], _: Element.Type
  ) throws(KError) -> KValue {
    var elements: [Element] = []
    for word in words {
      guard let element = element(word, Element.self) else {
        throw KError("\(word): not a number of type \(Element.type)")
      }
      elements.append(element)
    }
    return elements.count == 1 ? .atom(elements) : .vector(elements)
  }

  private static func element<Element: KElement>(_ word: String, _: Element.Type) -> Element? {
    let isNegative = word.hasPrefix("-")
    switch isNegative ? word.dropFirst() : word[...] {
    case "0N", "0n": return isNegative ? nil : Element.null
    case "0W", "0w": return infinity(isNegative: isNegative)
    default: break
    }
    // Swift reads more than digits, for example "nan" and hexadecimal numbers.
    guard word.allSatisfy({ $0.isNumber || "+-.e".contains($0) }) else { return nil }
    return switch Element.self {
    case is Float.Type: Float(word) as? Element
    case is Double.Type: Double(word) as? Element
    case is Int16.Type: Int16(word) as? Element
    case is Int32.Type: Int32(word) as? Element
    default: Int64(word) as? Element
    }
  }

  private static func infinity<Element: KElement>(isNegative: Bool) -> Element? {
    let value: any KElement =
      switch Element.self {
      case is Float.Type: isNegative ? -Float.infinity : Float.infinity
      case is Double.Type: isNegative ? -Double.infinity : Double.infinity
      case is Int16.Type: isNegative ? -Int16.max : Int16.max
      case is Int32.Type: isNegative ? -Int32.max : Int32.max
      default: isNegative ? -Int64.max : Int64.max
      }
    return value as? Element
  }

  /// Bytes and booleans, whose lists are written as one word.
  private static func special(_ word: String) throws(KError) -> KValue? {
    if word.hasPrefix("0x") {
      let digits = word.dropFirst(2)
      let padded = digits.count % 2 == 0 ? String(digits) : "0" + digits
      let values = padded.compactMap(\.hexDigitValue)
      guard values.count == padded.count else { throw KError("\(word): not bytes") }
      let bytes = stride(from: 0, to: values.count, by: 2).map {
        UInt8(values[$0] * 16 + values[$0 + 1])
      }
      return bytes.count == 1 ? .atom(bytes) : .vector(bytes)
    }
    if word.hasSuffix("b") {
      let digits = word.dropLast()
      guard !digits.isEmpty, digits.allSatisfy({ $0 == "0" || $0 == "1" }) else {
        throw KError("\(word): not booleans")
      }
      let values = digits.map { $0 == "1" }
      return values.count == 1 ? .atom(values) : .vector(values)
    }
    return nil
  }
}
