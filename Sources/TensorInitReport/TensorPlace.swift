/// What tensors' names say of their places: `h.3.attn.c_attn.weight` is an `attn.c_attn.weight` in the layer `h.3` of
/// the stack `h.*`.
package struct TensorPlace: Hashable {
  /// The name up to its first number; `nil` where it has none.
  package let layer: String?
  /// What follows, with a star for numbers of which there are many, as of experts.
  package let role: String

  /// The layer with stars for numbers.
  package var stack: String? {
    layer.map { layer in
      var result = ""
      for character in layer {
        if !("0"..."9").contains(character) {
          result.append(character)
        } else if !result.hasSuffix("*") {
          result.append("*")
        }
      }
      return result
    }
  }

  /// What all tensors of this stack and role are called together.
  package var kind: String { stack.map { "\($0).\(role)" } ?? role }

  /// The places of all of a checkpoint's tensors.
  package static func places(of names: [String]) -> [TensorPlace] {
    let parts = names.map(split)
    // The numbers that stand at a place of names that are the same elsewhere.
    var numbers: [String: Set<Substring>] = [:]
    for part in parts {
      for (index, word) in part.rest.enumerated() where isNumber(word) {
        numbers[key(part.rest, index), default: []].insert(word)
      }
    }
    return parts.map { part in
      let words = part.rest.enumerated().map { index, word in
        isNumber(word) && numbers[key(part.rest, index), default: []].count > mostNumbers
          ? "*" : String(word)
      }
      return TensorPlace(layer: part.layer, role: words.joined(separator: "."))
    }
  }

  /// From more numbers on, each would make a kind of its own for what is many times the same.
  private static let mostNumbers = 8

  private static func split(_ name: String) -> (layer: String?, rest: [Substring]) {
    let words = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let index = words.firstIndex(where: isNumber), index + 1 < words.count else {
      return (nil, words)
    }
    return (words[...index].joined(separator: "."), Array(words[(index + 1)...]))
  }

  private static func isNumber(_ word: Substring) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func key(_ words: [Substring], _ index: Int) -> String {
    words.enumerated().map { isNumber($1) ? $0 == index ? "#" : "*" : String($1) }
      .joined(separator: ".")
  }
}

/// Names in the order in which people count: `h.2` before `h.10`.
package enum NaturalOrder {
  package static func isBefore(_ first: String, _ second: String) -> Bool {
    let (a, b) = (runs(first), runs(second))
    for (x, y) in zip(a, b) where x != y {
      guard let x = Int(x), let y = Int(y), x != y else { return x < y }
      return x < y
    }
    return a.count < b.count
  }

  /// The text, split where digits begin or end.
  private static func runs(_ text: String) -> [String] {
    var runs: [String] = []
    var wasDigit: Bool?
    for scalar in text.unicodeScalars {
      let isDigit = ("0"..."9").contains(scalar)
      if isDigit != wasDigit { runs.append("") }
      runs[runs.count - 1].unicodeScalars.append(scalar)
      wasDigit = isDigit
    }
    return runs
  }
}
