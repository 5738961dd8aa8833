import TensorInit

/// Names with ranges and lists in them: `h.{0..11}.weight` stands for twelve, `{q,k,v}_proj` for three.
///
/// A range may have formulas as its ends, a step, and a name, by which formulas of the tensor and of what follows in the
/// name call its number: `layers.{i=0..L-1}.weight`, `blocks.{0..10..2}`, `{i}`.
enum NameRanges {
  /// A name and the numbers of the named ranges in it.
  struct Expansion {
    var name: String
    var indices: [(name: String, value: Int)]
  }

  /// All names, the last range changing fastest.
  ///
  /// - Throws: `invalidExpression` where a range is malformed or there is not room for the names.
  static func expand(
    _ pattern: String, in scope: Scope, within room: (names: Int, bytes: Int)
  ) throws(TensorInitError) -> [Expansion] {
    func requireRoom(for count: Int) throws(TensorInitError) {
      guard count <= room.names else {
        throw .invalidExpression(
          expression: pattern,
          reason: "too many tensors; a recipe has at most \(RecipeReader.mostTensors)")
      }
      // Names of ranges are about as long as the pattern; of lists they are shorter.
      guard count <= room.bytes / max(1, longestName) else {
        throw .invalidExpression(
          expression: pattern,
          reason:
            "the names are too long; a recipe's have at most \(RecipeReader.mostNameBytes) bytes")
      }
      try Memory.require(count, ofBytes: Memory.bytesOfDescription + longestName)
    }
    let longestName = pattern.contains(",") ? 1 : pattern.utf8.count
    var expansions = [Expansion(name: "", indices: [])]
    try requireRoom(for: 1)
    var named = Set(scope.indices.map(\.name)).union(scope.variables.names)
    for piece in try pieces(of: pattern) {
      if let name = piece.item?.name, !named.insert(name).inserted {
        throw .invalidExpression(
          expression: pattern, reason: "'\(name)' is the name of something else already")
      }
      guard let item = piece.item else {
        for index in expansions.indices { expansions[index].name += piece.literal }
        continue
      }
      var next: [Expansion] = []
      for expansion in expansions {
        var inner = scope
        inner.indices += expansion.indices
        let values = try item.values(in: inner, of: pattern)
        let (count, overflow) = next.count.addingReportingOverflow(values.count)
        try requireRoom(for: overflow ? .max : count)
        values.forEach { text, index in
          var longer = expansion
          longer.name += text
          if let name = item.name, let index { longer.indices.append((name, index)) }
          next.append(longer)
        }
      }
      expansions = next
    }
    return expansions
  }

  /// Texts around numbers that are read from a name, and the numbers' names.
  struct Template {
    var texts: [String]
    let numbers: [String]
    var indices: [(name: String, value: Int)]
  }

  /// All templates that a pattern stands for, in which `{i}` is any number where nothing is called `i`.
  ///
  /// - Throws: As ``expand(_:in:within:)`` does, and for a number's name given twice.
  static func templates(
    _ pattern: String, in scope: Scope, within room: (names: Int, bytes: Int)
  ) throws(TensorInitError) -> [Template] {
    var texts = [""]
    var numbers: [String] = []
    var known = Set(scope.indices.map(\.name)).union(scope.variables.names)
    for piece in try pieces(of: pattern) {
      if let name = piece.item?.name {
        guard !numbers.contains(name) else {
          throw .invalidExpression(
            expression: pattern, reason: "'\(name)' is the name of something else already")
        }
        known.insert(name)
      }
      if let item = piece.item, case .number(let text) = item.contents, !known.contains(text),
        RecipeVariables.canBeName(text)
      {
        guard !numbers.contains(text) else {
          throw .invalidExpression(expression: pattern, reason: "{\(text)} is given twice")
        }
        numbers.append(text)
        texts.append("")
      } else {
        texts[texts.count - 1] += piece.literal + (piece.item.map { "{\($0.text)}" } ?? "")
      }
    }
    var templates = [Template(texts: [], numbers: numbers, indices: [])]
    for text in texts {
      var longer: [Template] = []
      for template in templates {
        var inner = scope
        inner.indices += template.indices
        let left = (names: room.names - longer.count, bytes: room.bytes)
        for expansion in try expand(text, in: inner, within: left) {
          var next = template
          next.texts.append(expansion.name)
          next.indices += expansion.indices
          longer.append(next)
        }
      }
      templates = longer
    }
    return templates
  }

  /// Whether a text has ranges or lists.
  static func isPattern(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0 == "{" || $0 == "}" }
  }

  /// The formulas on both sides of `..`.
  static func ends(of text: String) -> [String] {
    text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
  }

  private static func pieces(
    of pattern: String
  ) throws(TensorInitError) -> [(literal: String, item: Item?)] {
    var pieces: [(literal: String, item: Item?)] = []
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
      pieces.append((String(Substring(rest[..<open])), nil))
      pieces.append(("", try Item(String(inside), of: pattern)))
      rest = rest[rest.index(after: inside.endIndex)...]
    }
    return pieces + [(String(Substring(rest)), nil)]
  }

  /// What stands between braces.
  private struct Item {
    let text: String
    /// The name of its number.
    let name: String?
    let contents: Contents

    enum Contents {
      case list([String])
      case number(String)
      case range(first: String, last: String, step: String?)
    }

    init(_ text: String, of pattern: String) throws(TensorInitError) {
      self.text = text
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let isNamed = sides.count == 2
      name = isNamed ? sides[0].trimmed : nil
      let body = String(sides[sides.count - 1])
      if let name {
        guard RecipeVariables.canBeName(name) else {
          throw .invalidExpression(
            expression: pattern, reason: "'\(name)' can't be the name of a range")
        }
      }
      let ends = NameRanges.ends(of: body)
      switch ends.count {
      case 2, 3:
        guard ends.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
          throw Self.malformed(text, pattern)
        }
        contents = .range(first: ends[0], last: ends[1], step: ends.count == 3 ? ends[2] : nil)
      case 1 where !isNamed && body.contains(","):
        contents = .list(
          body.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed))
      case 1 where !isNamed && !body.trimmed.isEmpty: contents = .number(body)
      default: throw Self.malformed(text, pattern)
      }
    }

    private static func malformed(_ text: String, _ pattern: String) -> TensorInitError {
      .invalidExpression(
        expression: pattern,
        reason:
          "'{\(text)}' is not a range, as in {0..11} or {i=0..L-1..2}, a list, as in {q,k,v}, or a "
          + "number")
    }

    /// What it stands for.
    func values(in scope: Scope, of pattern: String) throws(TensorInitError) -> Values {
      func integer(_ text: String) throws(TensorInitError) -> Int {
        do throws(TensorInitError) {
          return try scope.integer(text)
        } catch {
          throw .invalidExpression(expression: pattern, reason: error.description)
        }
      }
      switch contents {
      case .list(let texts): return .texts(texts)
      case .number(let text):
        let number = try integer(text)
        guard number >= 0 else {
          throw .invalidExpression(
            expression: pattern, reason: "{\(text)} is \(number); expected a number of 0 or more")
        }
        return .numbers(stride(from: number, through: number, by: 1), count: 1)
      case .range(let first, let last, let step):
        let isLiteral = Int(first) != nil && Int(last) != nil
        let (first, last) = (try integer(first), try integer(last))
        let step = try step.map(integer) ?? 1
        guard step > 0 else {
          throw .invalidExpression(
            expression: pattern, reason: "the step is \(step); expected a number above 0")
        }
        guard first >= 0 else {
          throw .invalidExpression(
            expression: pattern,
            reason: "the range begins at \(first); expected a number of 0 or more")
        }
        // Of layers that there are none of, a formula gives the number.
        guard first <= last || first == last + 1 && !isLiteral else {
          throw .invalidExpression(
            expression: pattern, reason: "the range {\(first)..\(last)} ends before it begins")
        }
        // Both are 0 or more, so that their distance is a number; with 1 more it may be none.
        let steps = (last - first) / step
        let count = last < first ? 0 : steps == .max ? .max : steps + 1
        return .numbers(stride(from: first, through: last, by: step), count: count)
      }
    }
  }

  private enum Values {
    case texts([String])
    case numbers(StrideThrough<Int>, count: Int)

    var count: Int {
      switch self {
      case .texts(let texts): texts.count
      case .numbers(_, let count): count
      }
    }

    func forEach(_ body: (String, Int?) -> Void) {
      switch self {
      case .texts(let texts): for text in texts { body(text, nil) }
      case .numbers(let numbers, _): for number in numbers { body("\(number)", number) }
      }
    }
  }
}

extension StringProtocol {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
