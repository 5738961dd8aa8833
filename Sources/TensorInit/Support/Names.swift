/// Finding what a name means, and what was probably meant by one that means nothing.
package enum Names {
  /// The candidate with this name, compared without the case of ASCII letters and without underscores.
  ///
  /// - Throws: `unknownName` with the nearest known name, where one is near.
  package static func find<Candidate>(
    _ name: String, among candidates: some Collection<Candidate>, kind: String,
    names: (Candidate) -> [String]
  ) throws(TensorInitError) -> Candidate {
    let wanted = folded(name)
    for candidate in candidates where names(candidate).contains(where: { folded($0) == wanted }) {
      return candidate
    }
    throw .unknownName(
      kind: kind, given: name, nearest: nearest(to: wanted, among: candidates.flatMap(names)),
      known: candidates.compactMap { names($0).first })
  }

  /// The error for a name that none of the known ones is; it lists each of them once.
  static func unknown(_ name: String, kind: String, known: [String]) -> TensorInitError {
    var listed: Set<ExactName> = []
    let known = known.filter { listed.insert(ExactName($0)).inserted }
    return .unknownName(
      kind: kind, given: name, nearest: nearest(to: folded(name), among: known), known: known)
  }

  /// Whether a near name is surely what was meant.
  ///
  /// Short words are one letter from others that people mean, as relu is from gelu, unless it is two
  /// letters that changed places.
  static func isLikely(_ nearest: String, for given: String) -> Bool {
    let known = folded(nearest)
    return known.count > 4 || known.sorted() == folded(given).sorted()
  }

  /// Names in a sentence, the first of them where they are many, "none" where there are none.
  static func list(_ names: [String]) -> String {
    if names.isEmpty { return "none" }
    let most = 30
    guard names.count > most else { return names.joined(separator: ", ") }
    return "\(names.prefix(most).joined(separator: ", ")), ... (\(names.count) in all)"
  }

  /// How many of something, in words: 1 element, 2 elements.
  package static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private static func folded(_ name: String) -> [Unicode.Scalar] {
    name.unicodeScalars.filter { $0 != "_" }.map { scalar in
      ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
    }
  }

  /// The longest name of which a near one is looked for, as the work grows with its square.
  private static let longest = 200

  /// The known name fewest edits away, if so few that a slip is likelier than another word.
  private static func nearest(to wanted: [Unicode.Scalar], among known: [String]) -> String? {
    guard wanted.count <= longest else { return nil }
    let most = min(max(1, wanted.count / 3), wanted.count - 1)
    var best: (name: String, distance: Int)?
    for name in known {
      let candidate = folded(name)
      // Each further code point is an edit.
      guard abs(candidate.count - wanted.count) <= most else { continue }
      let distance = editDistance(wanted, candidate)
      if distance <= most, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours between two words
  /// (Damerau, 1964, without edits between the swapped).
  private static func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
    var distances = [[Int]](
      repeating: Array(0...second.count), count: first.count + 1)
    for i in first.indices {
      distances[i + 1][0] = i + 1
      for j in second.indices {
        let replaced = distances[i][j] + (first[i] == second[j] ? 0 : 1)
        var best = Swift.min(replaced, distances[i][j + 1] + 1, distances[i + 1][j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          best = Swift.min(best, distances[i - 1][j - 1] + 1)
        }
        distances[i + 1][j + 1] = best
      }
    }
    return distances[first.count][second.count]
  }
}
