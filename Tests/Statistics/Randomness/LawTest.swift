import TensorInit
import TestSupport

/// Tests of single elements against a law.
public struct LawTest: Sendable {
  public let source: Source
  public let law: ExactLaw

  public init(_ source: Source, _ law: ExactLaw) {
    self.source = source
    self.law = law
  }

  static let group = "Laws"
  /// The distances from 0, in deviations, beyond which values are counted.
  static let tails = [4, 4.5, 5, 5.5, 6]

  /// Counts so many values in cells and compares the counts with the law.
  ///
  /// - The chi-square test of all cells sees what is wrong in one place, that of 64 groups what is wrong a little
  ///   everywhere, and the Kolmogorov-Smirnov test what moves them all.
  /// - Values that are powers of two have a neighbour at half the distance on one side: how many there are depends
  ///   on where numbers are rounded, of dtypes of few bits most.
  /// - Of a normal law the values beyond 4 to 6 deviations are counted.
  public func outcomes(count: Int, threads: Int) throws -> [Outcome] {
    let cells = Cells(source.dtype, ofLastBits: law.isOfLastBits && !source.dtype.isFloatingPoint)
    let observed = cells.ordered(try cells.counts(of: source, count, threads: threads))
    let probabilities = law.probabilities(cells)
    func outcome(_ test: String, _ pValue: Double, group: String = Self.group) -> Outcome {
      Outcome(group, source.name, test, samples: count, pValue: pValue)
    }
    // A merged cell has many of the 2^32 draws of narrow dtypes, so that their number is exact too.
    let least = max(20, Double(count) * 0x1p-24)
    var outcomes = [
      outcome(
        "chi-square of all cells",
        chiSquarePValue(
          observed: observed, probabilities: probabilities, leastExpected: least))
    ]
    guard law.isContinuous else { return outcomes }
    outcomes.append(
      outcome(
        "chi-square of 64 groups",
        chiSquarePValue(
          observed: observed, probabilities: probabilities,
          leastExpected: Double(count) / 64)))
    outcomes.append(
      outcome("Kolmogorov-Smirnov", kolmogorovSmirnov(observed, probabilities, count: count)))
    if source.dtype.byteCount == 2 {
      outcomes.append(
        outcome("powers of two", powersOfTwo(cells, observed, probabilities, count: count)))
    }
    if let tail = law.tail {
      for (sign, side) in [(-1.0, "below -"), (1.0, "above ")] {
        for distance in Self.tails {
          let test = "values \(side)\(distance)"
          let (found, edge) = beyond(distance, sign: sign, cells, observed)
          let mean = Double(count) * tail(edge, source.dtype)
          outcomes.append(
            outcome(
              "\(test): \(found), expected \(mean.text(places: 2))",
              poissonPValue(found, mean: mean, share: share(of: source.name + test)),
              group: "Tails"))
        }
      }
    }
    return outcomes
  }

  private func kolmogorovSmirnov(
    _ observed: [Int], _ probabilities: [Double], count: Int
  ) -> Double {
    var (found, expected, distance) = (0, 0.0, 0.0)
    for (cell, probability) in zip(observed, probabilities) {
      found += cell
      expected += probability
      distance = max(distance, abs(Double(found) / Double(count) - expected))
    }
    return kolmogorovUpperTail(Double(count).squareRoot() * distance)
  }

  private func powersOfTwo(
    _ cells: Cells, _ observed: [Int], _ probabilities: [Double], count: Int
  ) -> Double {
    var (found, probability) = (0, 0.0)
    for (index, start) in cells.starts.enumerated()
    where start.isFinite && start != 0 && start.significand == 1 {
      found += observed[index]
      probability += probabilities[index]
    }
    let mean = Double(count) * probability
    return normalPValue((Double(found) - mean) / (mean * (1 - probability)).squareRoot())
  }

  /// How many values are beyond a distance, and the distance of the real numbers that become such.
  private func beyond(
    _ distance: Double, sign: Double, _ cells: Cells, _ observed: [Int]
  ) -> (count: Int, edge: Double) {
    // In an ordered list of cells, the largest value of each negative one is minus the start of its mirror image.
    let half = cells.count / 2
    var count = 0
    for (index, start) in cells.starts.enumerated() where index >= half && start >= distance {
      count += observed[sign > 0 ? index : cells.count - 1 - index]
    }
    return (count, Cells.rounding(to: distance, cells.dtype))
  }
}
