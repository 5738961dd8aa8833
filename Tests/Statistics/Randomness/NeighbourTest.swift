import Foundation
import TensorInit
import TestSupport

/// Tests of whether elements of one source depend on each other.
public struct NeighbourTest: Sendable {
  let source: Source
  /// Of the elements' law, as numbers: mean, standard deviation, and the variance of a standardized one's square.
  let mean: Double
  let std: Double
  let varianceOfSquare: Double

  static let group = "Neighbours"
  /// How far apart: next to each other, in blocks of the generator, in vectors, in groups and between them.
  static let lags = [
    1, 2, 3, 4, 5, 7, 8, 12, 15, 16, 17, 20, 24, 31, 32, 33, 47, 48, 49, 63, 64, 65, 96, 127, 128,
    129, 192, 256, 512, 1000, 1024,
  ]

  public static func normal(_ source: Source) -> NeighbourTest {
    NeighbourTest(source: source, mean: 0, std: 1, varianceOfSquare: 2)
  }

  public static func words(_ source: Source) -> NeighbourTest {
    NeighbourTest(
      source: source, mean: -0.5, std: 0x1p32 / 12.0.squareRoot(), varianceOfSquare: 0.8)
  }

  /// Uniform on [0, 1).
  public static func uniform(_ source: Source) -> NeighbourTest {
    NeighbourTest(source: source, mean: 0.5, std: 1 / 12.0.squareRoot(), varianceOfSquare: 0.8)
  }

  /// Correlates so many elements, and their squares, with those some places on.
  public func outcomes(count: Int, threads: Int) throws -> [Outcome] {
    let lags = Self.lags
    let states = try Parts.forEach(
      of: source, count, threads: threads,
      {
        Sums(
          values: [], squares: [], products: .init(repeating: 0, count: 2 * lags.count),
          pairs: .init(repeating: 0, count: lags.count))
      }
    ) { sums, bytes, _ in
      standardize(bytes, into: &sums)
      for (index, lag) in lags.enumerated() where sums.values.count > lag {
        sums.products[2 * index] += Self.product(sums.values, lag)
        sums.products[2 * index + 1] += Self.product(sums.squares, lag)
        sums.pairs[index] += sums.values.count - lag
      }
    }
    var outcomes: [Outcome] = []
    for (index, lag) in lags.enumerated() {
      let pairs = states.reduce(0) { $0 + $1.pairs[index] }
      guard pairs > 0 else { continue }
      for (offset, what, variance) in [(0, "values", 1), (1, "squares", varianceOfSquare)] {
        let sum = states.reduce(0) { $0 + $1.products[2 * index + offset] }
        outcomes.append(
          Outcome(
            Self.group, source.name, "correlation of \(what), lag \(lag)", samples: count,
            pValue: normalPValue(sum / (Double(pairs).squareRoot() * variance))))
      }
    }
    return outcomes
  }

  private struct Sums {
    var values: [Float]
    var squares: [Float]
    var products: [Double]
    var pairs: [Int]
  }

  private func standardize(_ bytes: UnsafeRawBufferPointer, into sums: inout Sums) {
    switch source.dtype {
    case .float32:
      let (mean, factor) = (Float(mean), Float(1 / std))
      sums.values = bytes.bindMemory(to: Float.self).map { ($0 - mean) * factor }
    case .float64:
      sums.values = bytes.bindMemory(to: Double.self).map { Float(($0 - mean) / std) }
    default:
      sums.values = bytes.bindMemory(to: Int32.self).map { Float((Double($0) - mean) / std) }
    }
    sums.squares = sums.values.map { $0 * $0 - 1 }
  }

  /// Σ x(i) x(i + lag).
  private static func product(_ values: [Float], _ lag: Int) -> Double {
    values.withUnsafeBufferPointer { values in
      product(values.dropLast(lag), values.dropFirst(lag))
    }
  }

  /// Σ x(i) y(i), of which short sums are of binary32.
  static func product(_ first: [Float], _ second: [Float]) -> Double {
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in product(first[...], second[...]) }
    }
  }

  private static func product(
    _ first: Slice<UnsafeBufferPointer<Float>>, _ second: Slice<UnsafeBufferPointer<Float>>
  ) -> Double {
    guard let x = UnsafeBufferPointer(rebasing: first).baseAddress,
      let y = UnsafeBufferPointer(rebasing: second).baseAddress
    else { return 0 }
    let count = min(first.count, second.count)
    var sum = 0.0
    for start in stride(from: 0, to: count, by: 256) {
      let end = min(start + 256, count)
      var part = SIMD16<Float>(repeating: 0)
      var index = start
      while index + 16 <= end {
        part +=
          UnsafeRawPointer(x + index).loadUnaligned(as: SIMD16<Float>.self)
          * UnsafeRawPointer(y + index).loadUnaligned(as: SIMD16<Float>.self)
        index += 16
      }
      sum += Double(part.sum())
      while index < end {
        sum += Double(x[index] * y[index])
        index += 1
      }
    }
    return sum
  }
}
