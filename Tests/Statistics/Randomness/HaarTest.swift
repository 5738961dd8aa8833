import Foundation
public import TensorInit
import TestSupport

/// Whether random orthogonal matrices have Haar's measure: whether each is as likely as any other.
public struct HaarTest: Sendable {
  public let name: String
  let rows: Int
  let columns: Int
  /// The elements of the matrix of an index, row by row.
  private let matrix: @Sendable (Int) throws -> [Double]

  static let group = "Haar measure"

  public init(
    _ name: String, rows: Int, columns: Int, matrix: @escaping @Sendable (Int) throws -> [Double]
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.matrix = matrix
  }

  /// Matrices that `orthogonal` makes, each from a stream of its own.
  public init(rows: Int, columns: Int, _ dtype: DType, _ origin: Origin) {
    self.init(
      "orthogonal \(rows) x \(columns) \(dtype), \(origin.algorithm)", rows: rows, columns: columns
    ) { index in
      let tensor = try Tensor(zeros: [rows, columns], dtype: dtype)
      try tensor.initialize(
        .orthogonal(), using: origin.stream("matrix \(index)").generator, threads: 1)
      return tensor.doubles()
    }
  }

  /// The same after `change`.
  public func changed(_ change: @escaping @Sendable (inout [Double]) -> Void) -> HaarTest {
    HaarTest("changed " + name, rows: rows, columns: columns) { index in
      var elements = try matrix(index)
      change(&elements)
      return elements
    }
  }

  /// Looks at so many matrices.
  ///
  /// - Elements: a column of m elements is uniform on the sphere, and so one of them has a density of
  ///   (1 - x^2)^((m - 3) / 2): in the corners of the matrix.
  /// - Determinant: 1 half of the time, and else -1.
  /// - Traces: those of the first powers, E tr = 0, E tr^2 = 1 and E tr^4 = 3; the trace of the k-th power has the
  ///   mean 1 for even k and else 0, and the variance k, where independent angles would have that of all n (Diaconis
  ///   and Shahshahani, On the Eigenvalues of Random Matrices, 1994).
  /// - Angles of eigenvalues: one of each matrix, whose law is known for either determinant.
  public func outcomes(count: Int, threads: Int) throws -> [Outcome] {
    let all = try Parts.map(count, threads: threads) { index in
      statistics(of: try matrix(index), index: index)
    }
    func outcome(_ test: String, _ pValue: Double) -> Outcome {
      Outcome(Self.group, name, test, samples: count, pValue: pValue)
    }
    let size = max(rows, columns)
    var outcomes: [Outcome] = []
    for (corner, label) in [
      "first element", "first row's last element", "last row's first element", "last element",
    ]
    .enumerated() {
      let pValue = kolmogorovSmirnovPValue(all.map { $0.corners[corner] }) {
        Self.sphereCDF($0, dimension: size)
      }
      outcomes.append(outcome("the \(label)", pValue))
    }
    guard rows == columns else { return outcomes }
    func mean(_ test: String, _ value: (Statistics) -> Double, _ mean: Double, _ variance: Double) {
      let sum = all.reduce(0) { $0 + value($1) }
      let z = (sum - mean * Double(count)) / (variance * Double(count)).squareRoot()
      outcomes.append(outcome(test, normalPValue(z)))
    }
    mean("determinant", { $0.isProper ? 1 : -1 }, 0, 1)
    mean("trace", { $0.traces[0] }, 0, 1)
    mean("trace^2", { $0.traces[0] * $0.traces[0] }, 1, 2)
    // Of orthogonal matrices of 2 and 3 rows E tr^8 is 35 and 91, of larger ones that of a normal number, 105.
    let eighth = size == 2 ? 35.0 : size == 3 ? 91 : 105
    mean("trace^4", { pow($0.traces[0], 4) }, 3, eighth - 9)
    for k in 2...max(2, Self.powers(size)) where 2 * k <= size {
      let expected = k % 2 == 0 ? 1.0 : 0
      mean("trace of power \(k)", { $0.traces[k - 1] }, expected, Double(k))
      // Beyond 4 k rows these traces are normal to more digits than samples show.
      if size >= 4 * k {
        mean(
          "variance of the trace of power \(k)", { pow($0.traces[k - 1] - expected, 2) },
          Double(k), 2 * Double(k * k))
      }
    }
    if size % 2 == 0, size >= 4 {
      outcomes.append(
        outcome(
          "angles of eigenvalues", kolmogorovSmirnovPValue(all.map(\.angleProbability)) { $0 }))
    }
    return outcomes
  }

  /// What is looked at of one matrix.
  private struct Statistics: Sendable {
    var corners: [Double] = []
    var traces: [Double] = []
    var isProper = true
    /// The probability, up to it, of the angle of one of the matrix's eigenvalues.
    var angleProbability = 0.0
  }

  private static func powers(_ size: Int) -> Int { min(4, size / 2) }

  private func statistics(of elements: [Double], index: Int) -> Statistics {
    var statistics = Statistics()
    statistics.corners = [
      elements[0], elements[columns - 1], elements[(rows - 1) * columns],
      elements[elements.count - 1],
    ]
    guard rows == columns else { return statistics }
    let matrix = SquareMatrix(size: rows, elements: elements)
    var power = matrix
    statistics.traces = [matrix.trace]
    for _ in 1..<max(2, Self.powers(rows)) {
      power = power.times(matrix)
      statistics.traces.append(power.trace)
    }
    statistics.isProper = matrix.determinant > 0
    if rows % 2 == 0, rows >= 4 {
      statistics.angleProbability = angleProbability(matrix, statistics.isProper, index: index)
    }
    return statistics
  }

  /// The one angle is chosen by chance: several of one matrix repel each other.
  private func angleProbability(
    _ matrix: SquareMatrix, _ isProper: Bool, index: Int
  ) -> Double {
    // The cosines of the angles, each twice, and of an improper matrix the eigenvalues -1 and 1.
    var cosines = matrix.symmetricPart.eigenvalues.sorted()
    if !isProper { cosines = Array(cosines.dropFirst().dropLast()) }
    let chosen = min(cosines.count / 2 - 1, Int(share(of: "\(index)") * Double(cosines.count / 2)))
    let cosine = (cosines[2 * chosen] + cosines[2 * chosen + 1]) / 2
    return Self.angleCDF(acos(max(-1, min(1, cosine))), size: rows, isProper: isProper)
  }

  /// The law of an angle in (0, π) of a matrix of 2 N rows.
  ///
  /// Its density is
  ///
  /// ```
  /// ((2 N - 1) / 2 ± sin((2 N - 1) θ) / (2 sin θ)) / π,
  /// ```
  ///
  /// of N angles of a proper and N - 1 of an improper one (Katz and Sarnak, Random Matrices, Frobenius Eigenvalues,
  /// and Monodromy, 1999).
  static func angleCDF(_ angle: Double, size: Int, isProper: Bool) -> Double {
    let half = size / 2
    let sum = (1..<half).reduce(0.0) { $0 + sin(2 * Double($1) * angle) / Double($1) }
    let pairs = Double(isProper ? half : half - 1)
    return (pairs * angle + (isProper ? sum : -sum) / 2) / (.pi * pairs)
  }

  /// The law of one coordinate of a point that is uniform on the sphere of so many dimensions, 2 or more.
  ///
  /// With x = sin φ, the integral of cos^(m - 2) φ, by its recurrence.
  static func sphereCDF(_ x: Double, dimension: Int) -> Double {
    let angle = asin(max(-1, min(1, x)))
    func integral(_ power: Int, _ angle: Double) -> Double {
      switch power {
      case 0: angle
      case 1: sin(angle)
      default:
        (pow(cos(angle), Double(power - 1)) * sin(angle)
          + Double(power - 1) * integral(power - 2, angle)) / Double(power)
      }
    }
    return 0.5 + integral(dimension - 2, angle) / (2 * integral(dimension - 2, .pi / 2))
  }
}
