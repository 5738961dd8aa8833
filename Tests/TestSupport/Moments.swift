/// The first four moments of a sample.
///
/// ```
/// variance = M2/(n-1)    skewness = √n M3/M2^(3/2)    excessKurtosis = n M4/M2² - 3
/// ```
///
/// with the sums of central powers Mk = Σ (x - mean)^k. They are updated value by value, so that
/// a large mean costs no digits: Pébay, Formulas for Robust, One-Pass Parallel Computation of
/// Covariances and Arbitrary-Order Statistical Moments (2008).
public struct Moments: Sendable {
  /// How many values there are.
  public private(set) var count = 0

  /// The sample's mean; 0 of no values.
  public private(set) var mean = 0.0

  private var m2 = 0.0
  private var m3 = 0.0
  private var m4 = 0.0

  /// Creates the moments of some values.
  public init(_ values: [Double]) {
    for value in values { append(value) }
  }

  /// Takes one more value into account.
  public mutating func append(_ value: Double) {
    let before = Double(count)
    count += 1
    let n = Double(count)
    let delta = value - mean
    let step = delta / n
    let square = step * step
    let term = delta * step * before
    mean += step
    // Highest power first: each update needs the lower sums as they were.
    m4 += term * square * (n * n - 3 * n + 3) + 6 * square * m2 - 4 * step * m3
    m3 += term * step * (n - 2) - 3 * step * m2
    m2 += term
  }

  /// The unbiased sample variance; needs two values.
  public var variance: Double { m2 / Double(count - 1) }

  /// The asymmetry, 0 for a symmetric law; nan where all values are equal.
  public var skewness: Double { Double(count).squareRoot() * m3 / (m2 * m2.squareRoot()) }

  /// The weight of the tails, 0 for a normal law; nan where all values are equal.
  public var excessKurtosis: Double { Double(count) * m4 / (m2 * m2) - 3 }

  /// The mean of (x - mean)⁴.
  public var fourthCentralMoment: Double { m4 / Double(count) }
}
