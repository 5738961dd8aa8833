/// Finding what a name means, and what was probably meant by one that means nothing.
enum Names {
  /// The candidate with this name, compared without case and underscores.
  ///
  /// - Throws: `unknownName` with the nearest known name, where one is near.
  static func find<Candidate>(
    _ name: String, among candidates: some Collection<Candidate>, kind: String,
    names: (Candidate) -> [String]
  ) throws(TensorInitError) -> Candidate {
    let wanted = folded(name)
    for candidate in candidates where names(candidate).contains(where: { folded($0) == wanted }) {
      return candidate
    }
    let known = candidates.flatMap(names)
    throw .unknownName(
      kind: kind, given: name, nearest: nearest(to: wanted, among: known),
      known: candidates.compactMap { names($0).first })
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" }
  }

  /// The known name fewest edits away, if so few that a slip is likelier than another word.
  private static func nearest(to wanted: String, among known: [String]) -> String? {
    let distances = known.map { (name: $0, distance: editDistance(wanted, folded($0))) }
    guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, wanted.count / 3) ? best.name : nil
  }

  /// The number of insertions, deletions and replacements between two words (Levenshtein, 1966).
  private static func editDistance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (i, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }
}
