/// A pattern of names as a shell has them, compared code point by code point in any locale.
struct NamePattern {
  fileprivate enum Part {
    case anything
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
  init(_ text: String) {
    var parts: [Part] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": parts.append(.anything)
      case "?": parts.append(.anyOne)
      case "\\": parts.append(rest.popFirst().map(Part.one) ?? .nothing)
      case "[": parts.append(Self.brackets(&rest) ?? .one("["))
      default: parts.append(.one(scalar))
      }
    }
    self.parts = parts
  }

  /// Whether the pattern means all of the name; in at most the product of the two lengths.
  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var (part, place) = (0, 0)
    // Where the last `*` stands and what it reaches: only that one ever needs to reach further.
    var star: (part: Int, end: Int)?
    while place < name.count {
      if part < parts.count, case .anything = parts[part] {
        star = (part, place)
        part += 1
      } else if part < parts.count, parts[part].matches(name[place]) {
        part += 1
        place += 1
      } else if let last = star {
        star = (last.part, last.end + 1)
        (part, place) = (last.part + 1, last.end + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .anything = $0 { true } else { false } }
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
    case .anything, .nothing: false
    case .anyOne: true
    case .one(let wanted): scalar == wanted
    case .oneOf(let ranges, let isNegated):
      ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
