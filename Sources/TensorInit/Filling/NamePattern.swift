/// A pattern of names as a shell has them, compared code point by code point in any locale.
package struct NamePattern: Sendable {
  fileprivate enum Part: Sendable {
    case anything
    /// All the digits that stand there, one or more.
    case number
    case anyOne
    case one(Unicode.Scalar)
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    /// What follows a backslash at the end, or stands for a class that there isn't.
    case nothing
  }

  private let parts: [Part]

  /// - Parameter text: In which `*` stands for any number of code points, `?` for one, and `[...]` for one
  ///   of those in brackets, as `[abc]`, `[a-c]`, or of all others, as `[!abc]` or `[^abc]`; within,
  ///   `[:digit:]` and POSIX's other classes stand for their ASCII code points. A backslash takes the
  ///   meaning from what follows, and so does a missing bracket from the one before it.
  package init(_ text: String) {
    parts = Self.parts(of: text)
  }

  /// A pattern of several texts, each as that of one, with a number between each two.
  package init(aroundNumbers texts: [String]) {
    parts = Array(texts.map(Self.parts).joined(separator: [.number]))
  }

  /// Whether anything in a text has a meaning of its own.
  package static func isPattern(_ text: String) -> Bool {
    text.utf8.contains { "*?[\\".utf8.contains($0) }
  }

  private static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": parts.append(.anything)
      case "?": parts.append(.anyOne)
      case "\\": parts.append(rest.popFirst().map(Part.one) ?? .nothing)
      case "[": parts.append(brackets(&rest) ?? .one("["))
      default: parts.append(.one(scalar))
      }
    }
    return parts
  }

  /// Whether the pattern means all of the name; in at most the product of the two lengths.
  func matches(_ name: String) -> Bool { numbers(in: name) != nil }

  /// The numbers in a name of which the pattern means all; `nil` where it doesn't.
  package func numbers(in name: String) -> [Int]? {
    let name = Array(name.unicodeScalars)
    var (part, place) = (0, 0)
    var numbers: [Int] = []
    // Where the last `*` stands, what it reaches and the numbers before it: only that one ever needs to reach further.
    var star: (part: Int, end: Int, numberCount: Int)?
    while place < name.count {
      if part < parts.count, case .anything = parts[part] {
        star = (part, place, numbers.count)
        part += 1
      } else if part < parts.count, case .number = parts[part],
        let (number, end) = Self.number(at: place, in: name)
      {
        numbers.append(number)
        part += 1
        place = end
      } else if part < parts.count, parts[part].matches(name[place]) {
        part += 1
        place += 1
      } else if let last = star {
        star = (last.part, last.end + 1, last.numberCount)
        (part, place) = (last.part + 1, last.end + 1)
        numbers.removeLast(numbers.count - last.numberCount)
      } else {
        return nil
      }
    }
    let isWhole = parts[part...].allSatisfy { if case .anything = $0 { true } else { false } }
    return isWhole ? numbers : nil
  }

  /// The number whose first digit stands at a place, and where it ends.
  private static func number(
    at place: Int, in name: [Unicode.Scalar]
  ) -> (number: Int, end: Int)? {
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    guard place == 0 || !isDigit(name[place - 1]) else { return nil }
    let digits = name[place...].prefix(while: isDigit)
    return Int(String(String.UnicodeScalarView(digits))).map { ($0, digits.endIndex) }
  }

  // MARK: Brackets

  /// What stands in brackets, of which the first was read; `nil` where the last is missing.
  private static func brackets(_ text: inout Substring.UnicodeScalarView) -> Part? {
    var rest = text
    let isNegated = rest.first == "!" || rest.first == "^"
    if isNegated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isKnown = true
    var isFirst = true
    while let scalar = rest.popFirst() {
      if scalar == "]", !isFirst {
        text = rest
        return isKnown ? .oneOf(ranges, isNegated: isNegated) : .nothing
      }
      isFirst = false
      if scalar == "[", let name = className(&rest) {
        if let members = classes[name] { ranges += members } else { isKnown = false }
        continue
      }
      guard let first = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
      guard rest.first == "-", let second = rest.dropFirst().first, second != "]" else {
        ranges.append(first...first)
        continue
      }
      rest.removeFirst(2)
      guard let last = second == "\\" ? rest.popFirst() : second else { return nil }
      if first <= last { ranges.append(first...last) }
    }
    return nil
  }

  /// The name in `[:name:]`, of which the first bracket was read.
  private static func className(_ text: inout Substring.UnicodeScalarView) -> String? {
    guard text.first == ":" else { return nil }
    let name = text.dropFirst().prefix { ("a"..."z").contains($0) }
    let rest = text[name.endIndex...]
    guard rest.starts(with: ":]".unicodeScalars) else { return nil }
    text = rest.dropFirst(2)
    return String(String.UnicodeScalarView(name))
  }

  private static let classes: [String: [ClosedRange<Unicode.Scalar>]] = [
    "alnum": ["0"..."9", "A"..."Z", "a"..."z"], "alpha": ["A"..."Z", "a"..."z"],
    "blank": [" "..." ", "\t"..."\t"], "cntrl": ["\0"..."\u{1f}", "\u{7f}"..."\u{7f}"],
    "digit": ["0"..."9"], "graph": ["!"..."~"], "lower": ["a"..."z"], "print": [" "..."~"],
    "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"], "space": [" "..." ", "\t"..."\r"],
    "upper": ["A"..."Z"], "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
  ]
}

extension NamePattern.Part {
  fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .anything, .number, .nothing: false
    case .anyOne: true
    case .one(let wanted): scalar == wanted
    case .oneOf(let ranges, let isNegated):
      ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
