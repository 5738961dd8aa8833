/// The p-value of Pearson's chi-square test that counts come from the given cell probabilities.
///
/// ```
/// X² = Σ (observed - n p)² / (n p),    p-value = Q((cells - 1) / 2, X² / 2)
/// ```
///
/// Pearson (1900). Neighbouring cells are merged, from the left, until each is expected to hold at
/// least 5 (Cochran, Some Methods for Strengthening the Common χ² Tests, 1954), or what is asked for; what is left over
/// joins the last one. One cell alone says nothing: p = 1. A count in a cell of probability 0 is
/// impossible whatever it would be merged with: p = 0.
///
/// - Parameters:
///   - observed: How many values fell into each cell.
///   - probabilities: Each cell's probability; together 1 within 1e-9.
///   - leastExpected: What a merged cell is expected to hold at least.
public func chiSquarePValue(
  observed: [Int], probabilities: [Double], leastExpected: Double = 5
) -> Double {
  precondition(
    observed.count == probabilities.count,
    "needs one probability a cell, got \(probabilities.count) for \(observed.count) cells")
  precondition(observed.allSatisfy { $0 >= 0 }, "needs counts of at least 0")
  precondition(probabilities.allSatisfy { $0 >= 0 }, "needs probabilities of at least 0")
  let total = probabilities.reduce(0, +)
  precondition(abs(total - 1) <= 1e-9, "needs probabilities that add up to 1, got \(total)")

  if zip(observed, probabilities).contains(where: { $0 > 0 && $1 == 0 }) { return 0 }
  let count = Double(observed.reduce(0, +))
  let cells = mergedCells(
    observed: observed, expected: probabilities.map { count * $0 }, least: leastExpected)
  if cells.count < 2 { return 1 }
  let statistic = cells.reduce(0) { sum, cell in
    let difference = cell.observed - cell.expected
    return sum + difference * difference / cell.expected
  }
  return chiSquareUpperTail(statistic, degreesOfFreedom: cells.count - 1)
}

/// The probability that a chi-square variable exceeds a value.
///
/// ```
/// Pr(X² > x) = Q(degreesOfFreedom / 2, x / 2)
/// ```
public func chiSquareUpperTail(_ statistic: Double, degreesOfFreedom: Int) -> Double {
  regularizedGammaQ(Double(degreesOfFreedom) / 2, statistic / 2)
}

private struct Cell {
  var observed = 0.0
  var expected = 0.0
}

private func mergedCells(observed: [Int], expected: [Double], least: Double) -> [Cell] {
  var cells: [Cell] = []
  var open = Cell()
  for (count, expectation) in zip(observed, expected) {
    open.observed += Double(count)
    open.expected += expectation
    if open.expected >= least {
      cells.append(open)
      open = Cell()
    }
  }
  if let last = cells.indices.last {
    cells[last].observed += open.observed
    cells[last].expected += open.expected
  }
  return cells
}
