import Foundation
import TensorInit
import TestSupport

/// Tests of single words.
public struct WordTest: Sendable {
  /// Elements of int32.
  let words: Source

  public init(_ words: Source) { self.words = words }

  /// Chi-square tests of the first and the last 16 bits, and of each bit.
  public func outcomes(count: Int, threads: Int) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    var ones = 0.0
    for isLast in [false, true] {
      let counts = try Cells(.int32, ofLastBits: isLast).counts(of: words, count, threads: threads)
      let which = isLast ? "last" : "first"
      outcomes.append(
        outcome(
          "chi-square of the \(which) 16 bits", count,
          chiSquarePValue(
            observed: counts, probabilities: .init(repeating: 1 / 65536, count: 65536))))
      for bit in 0..<16 {
        let ones16 = counts.enumerated().reduce(0) {
          $1.offset >> bit & 1 == 1 ? $0 + $1.element : $0
        }
        let z = (2 * Double(ones16) - Double(count)) / Double(count).squareRoot()
        ones += z * z
      }
    }
    outcomes.append(
      outcome(
        "32 bits, each half of the time 1", count, chiSquareUpperTail(ones, degreesOfFreedom: 32)))
    return outcomes
  }

  private func outcome(_ test: String, _ samples: Int, _ pValue: Double) -> Outcome {
    Outcome("Words", words.name, test, samples: samples, pValue: pValue)
  }
}
