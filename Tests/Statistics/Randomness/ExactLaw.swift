import Foundation
public import TensorInit
public import TestSupport

/// The law of what is stored in a dtype.
public struct ExactLaw: Sendable {
  public let name: String
  /// The probability of each cell, in order.
  let probabilities: @Sendable (Cells) -> [Double]
  let isContinuous: Bool
  /// Of a law with tails that are counted: its distances from 0, and the probability beyond a real number there.
  var tail: (@Sendable (Double, DType) -> Double)?
  /// Whether the last bits of integers are counted.
  var isOfLastBits = false

  /// A continuous law whose numbers are rounded, and clamped to some values of the dtype.
  public init(
    _ law: ClosedFormLaw, within bounds: @escaping @Sendable (DType) -> ClosedRange<Double>
  ) {
    name = law.name
    isContinuous = true
    probabilities = { cells in
      let dtype = cells.dtype
      let bounds = bounds(dtype)
      return Self.differences(cells.starts) { start in
        if start <= bounds.lowerBound { return 0 }
        if start > bounds.upperBound { return 1 }
        let isZero = start == 0 && start.sign == .plus
        return law.cdf(isZero ? 0 : Cells.rounding(to: start, dtype))
      }
    }
  }

  /// A law on integers that the dtype holds.
  ///
  /// - Parameter upTo: The largest integer that ever comes.
  public init(_ law: DiscreteLaw, from least: Int, upTo largest: Int) {
    name = law.name
    isContinuous = false
    isOfLastBits = true
    var below: [Double] = [0]
    for k in least...largest { below.append(below[below.count - 1] + law.probability(of: k)) }
    let sums = below
    probabilities = { cells in
      Self.differences(cells.starts) { start in
        if start <= Double(least) { return 0 }
        return start > Double(largest) ? 1 : sums[Int(start.rounded(.up)) - least]
      }
    }
  }

  /// All bits of a dtype's values equally likely.
  ///
  /// - Parameter ofLastBits: Whether the last bits are counted, where not all are.
  public init(allBits: String, ofLastBits: Bool) {
    name = allBits
    isContinuous = false
    isOfLastBits = ofLastBits
    probabilities = { cells in
      let count = cells.dtype == .bool ? 2 : cells.count
      return (0..<cells.count).map { $0 < count ? 1 / Double(count) : 0 }
    }
  }

  private static func differences(
    _ starts: [Double], below: (Double) -> Double
  ) -> [Double] {
    let sums = starts.enumerated().map { $0 == 0 ? 0 : below($1) } + [1]
    return (0..<starts.count).map { max(0, sums[$0 + 1] - sums[$0]) }
  }

  // MARK: Laws with tails

  /// The standard normal law.
  public static let standardNormal: ExactLaw = {
    var law = ExactLaw(.normal(mean: 0, std: 1), within: finite)
    law.tail = { z, dtype in dtype == .float64 ? erfc(z / 2.0.squareRoot()) / 2 : boxMullerTail(z) }
    return law
  }()

  /// The values that a clamp leaves.
  public static func finite(_ dtype: DType) -> ClosedRange<Double> {
    -dtype.largestFinite...dtype.largestFinite
  }

  public static func positive(_ dtype: DType) -> ClosedRange<Double> {
    -dtype.largest(below: 0)...dtype.largestFinite
  }

  /// The probability beyond z of the Box-Muller transform of 32-bit draws.
  ///
  /// Its radius has one value for each draw D:
  ///
  /// ```
  /// Σ 2^-32 arccos(z / r) / π,  r = √(-2 log((D + 1/2) / 2^32)) > z
  /// ```
  static func boxMullerTail(_ z: Double) -> Double {
    var sum = 0.0
    var draw = 0.0
    while true {
      let radius = (-2 * log((draw + 0.5) * 0x1p-32)).squareRoot()
      guard radius > z else { return sum * 0x1p-32 / .pi }
      sum += acos(z / radius)
      draw += 1
    }
  }
}
