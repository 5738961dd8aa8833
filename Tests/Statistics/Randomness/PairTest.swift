import TensorInit
import TestSupport

/// Whether elements depend on those some places on in any way at all: a chi-square test of pairs, each in a group of
/// cells that are as likely as each other, as nearly as cells allow.
public struct PairTest: Sendable {
  let source: Source
  let law: ExactLaw
  static let groupCount = 32

  public init(_ source: Source, _ law: ExactLaw) {
    self.source = source
    self.law = law
  }

  public func outcomes(lags: [Int], count: Int, threads: Int) throws -> [Outcome] {
    let cells = Cells(source.dtype)
    let (groups, probabilities) = grouped(cells)
    let size = Self.groupCount
    let joint = probabilities.flatMap { first in probabilities.map { first * $0 } }
    let states = try Parts.forEach(
      of: source, count, threads: threads,
      { [[Int]](repeating: .init(repeating: 0, count: size * size), count: lags.count) }
    ) { counts, bytes, _ in
      var found: [Int] = []
      found.reserveCapacity(Parts.size)
      cells.forEachKey(of: bytes) { found.append(groups[$0]) }
      for (index, lag) in lags.enumerated() {
        // Each element is in one pair alone.
        for start in stride(from: 0, to: found.count - 2 * lag + 1, by: 2 * lag) {
          for place in start..<start + lag {
            counts[index][found[place] * size + found[place + lag]] += 1
          }
        }
      }
    }
    return lags.enumerated().map { index, lag in
      var observed = [Int](repeating: 0, count: size * size)
      for state in states { for cell in observed.indices { observed[cell] += state[index][cell] } }
      return Outcome(
        NeighbourTest.group, source.name, "chi-square of pairs, lag \(lag)", samples: count,
        pValue: chiSquarePValue(observed: observed, probabilities: joint))
    }
  }

  /// Which group each key is in, and the groups' probabilities.
  private func grouped(_ cells: Cells) -> (groups: [Int], probabilities: [Double]) {
    let ordered = law.probabilities(cells)
    var groupOfPlace = [Int](repeating: 0, count: cells.count)
    var probabilities = [Double](repeating: 0, count: Self.groupCount)
    var sum = 0.0
    for (place, probability) in ordered.enumerated() {
      let middle = sum + probability / 2
      let group = min(Self.groupCount - 1, Int(middle * Double(Self.groupCount)))
      groupOfPlace[place] = group
      probabilities[group] += probability
      sum += probability
    }
    return (cells.inOrderOfKeys(groupOfPlace), probabilities)
  }
}
