/// Sums of powers of numbers' distances from their mean, of which figures of any set follow from those of its parts.
///
/// Two parts are put together as in Pébay, "Formulas for robust, one-pass parallel computation of covariances and
/// arbitrary-order statistical moments" (2008). Numbers beyond 2^±200, whose fourth powers a Double doesn't hold, are
/// taken times a power of 2.
struct Moments: Sendable {
  private(set) var count = 0.0
  /// The numbers are those that were added, times 2^-exponent.
  private var exponent = 0
  /// The sum of the numbers, as two Doubles without the rounding of one.
  private var sum = (high: 0.0, low: 0.0)
  private var second = 0.0
  private var third = 0.0
  private var fourth = 0.0

  init() {}

  /// The moments of finite numbers, which are scaled in place where they are very large or small.
  ///
  /// - Parameters:
  ///   - largestMagnitude: That of the numbers.
  ///   - isWide: Whether the numbers have more than 24 significant bits, so that a Double's sum of them rounds.
  init(scaling numbers: UnsafeMutableBufferPointer<Double>, largestMagnitude: Double, isWide: Bool)
  {
    count = Double(numbers.count)
    if largestMagnitude != 0, !(0x1p-200...0x1p200).contains(largestMagnitude) {
      exponent = Int(largestMagnitude.exponent)
      // In two steps, as 2^1074 is no Double.
      let half = exponent / 2
      let factors = (Double.power(of: -half), Double.power(of: half - exponent))
      for index in numbers.indices { numbers[index] = numbers[index] * factors.0 * factors.1 }
    }
    let numbers = UnsafeBufferPointer(numbers)
    sum = isWide ? Self.exactSum(numbers) : (Self.sum(numbers), 0)
    guard largestMagnitude != 0 else { return }
    (second, third, fourth) = Self.powers(numbers, around: mean)
  }

  private var mean: Double { (sum.high + sum.low) / count }

  mutating func add(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    var other = other
    if exponent != other.exponent {
      // Numbers that are all 0 are so at any scale.
      let common =
        isZero ? other.exponent : other.isZero ? exponent : max(exponent, other.exponent)
      rescale(to: common)
      other.rescale(to: common)
    }
    let (n, m) = (count, other.count)
    let total = n + m
    let distance = other.mean - mean
    let share = distance / total
    fourth +=
      other.fourth + distance * share * share * share * n * m * (n * n - n * m + m * m)
      + 6 * share * share * (n * n * other.second + m * m * second)
      + 4 * share * (n * other.third - m * third)
    third +=
      other.third + distance * share * share * n * m * (n - m)
      + 3 * share * (n * other.second - m * second)
    second += other.second + distance * share * n * m
    count = total
    let high = Self.twoSum(sum.high, other.sum.high)
    let low = sum.low + other.sum.low + high.error
    let normalized = Self.twoSum(high.sum, low)
    sum = (normalized.sum, normalized.error)
  }

  private var isZero: Bool { sum.high == 0 && second == 0 }

  private mutating func rescale(to exponent: Int) {
    let factor = Double.power(of: self.exponent - exponent)
    sum = (sum.high * factor, sum.low * factor)
    second *= factor * factor
    third *= factor * factor * factor
    fourth *= factor * factor * (factor * factor)
    self.exponent = exponent
  }

  // MARK: Figures

  /// The arithmetic mean; of one number or more.
  var average: Double { mean.times(powerOf: exponent) }

  /// The standard deviation, with all numbers as the divisor.
  var deviation: Double { (second / count).squareRoot().times(powerOf: exponent) }

  /// `nil` where all numbers are equal, or nearly.
  var skewness: Double? {
    let variance = second / count
    let cube = variance * variance.squareRoot()
    return cube > 0 ? third / count / cube : nil
  }

  /// `nil` where all numbers are equal, or nearly.
  var kurtosis: Double? {
    let variance = second / count
    let square = variance * variance
    return square > 0 ? fourth / count / square : nil
  }

  /// The moments of the numbers that are not 0, given how many are.
  func withoutZeros(_ zeros: Int) -> Moments {
    guard zeros > 0, Double(zeros) < count else { return self }
    // Sums of powers of the numbers themselves don't change; distances are then from another mean.
    let (n, mean) = (count, mean)
    let raw = (
      second: second + n * mean * mean,
      third: third + 3 * mean * second + n * mean * mean * mean,
      fourth: fourth + 4 * mean * third + 6 * mean * mean * second + n * mean * mean * (mean * mean)
    )
    var rest = self
    rest.count -= Double(zeros)
    let m = rest.mean
    rest.second = max(0, raw.second - rest.count * m * m)
    rest.third = raw.third - 3 * m * raw.second + 2 * rest.count * m * m * m
    rest.fourth = max(
      0, raw.fourth - 4 * m * raw.third + 6 * m * m * raw.second - 3 * rest.count * m * m * (m * m))
    return rest
  }

  // MARK: Sums

  private typealias Lanes = SIMD8<Double>

  private static func sum(_ numbers: UnsafeBufferPointer<Double>) -> Double {
    var lanes = Lanes()
    var rest = 0.0
    numbers.forEachLanes {
      lanes += $0
    } rest: {
      rest += $0
    }
    return pairwise(lanes) + rest
  }

  /// Each addition's rounding is added up besides.
  private static func exactSum(
    _ numbers: UnsafeBufferPointer<Double>
  ) -> (high: Double, low: Double) {
    var lanes = Lanes()
    var errors = Lanes()
    var rest = (high: 0.0, low: 0.0)
    numbers.forEachLanes { numbers in
      let sum = lanes + numbers
      let part = sum - lanes
      errors += (lanes - (sum - part)) + (numbers - part)
      lanes = sum
    } rest: { number in
      let sum = twoSum(rest.high, number)
      rest = (sum.sum, rest.low + sum.error)
    }
    var total = (high: rest.high, low: rest.low + pairwise(errors))
    for lane in lanes.indices {
      let sum = twoSum(total.high, lanes[lane])
      total = (sum.sum, total.low + sum.error)
    }
    return total
  }

  private static func powers(
    _ numbers: UnsafeBufferPointer<Double>, around mean: Double
  ) -> (Double, Double, Double) {
    var (second, third, fourth) = (Lanes(), Lanes(), Lanes())
    var rest = (0.0, 0.0, 0.0)
    let means = Lanes(repeating: mean)
    numbers.forEachLanes { numbers in
      let distances = numbers - means
      let squares = distances * distances
      second += squares
      third += squares * distances
      fourth += squares * squares
    } rest: { number in
      let distance = number - mean
      let square = distance * distance
      rest = (rest.0 + square, rest.1 + square * distance, rest.2 + square * square)
    }
    return (pairwise(second) + rest.0, pairwise(third) + rest.1, pairwise(fourth) + rest.2)
  }

  private static func pairwise(_ lanes: Lanes) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  /// A sum and what its rounding left out (Knuth, 1969).
  private static func twoSum(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let sum = a + b
    let part = sum - a
    return (sum, (a - (sum - part)) + (b - part))
  }
}

extension UnsafeBufferPointer<Double> {
  /// Calls one function with eight elements at a time and another with each of those that are left, in their order.
  @inline(__always)
  func forEachLanes(_ lanes: (SIMD8<Double>) -> Void, rest: (Double) -> Void) {
    guard let baseAddress else { return }
    let memory = UnsafeRawPointer(baseAddress)
    let whole = count / 8 * 8
    for index in stride(from: 0, to: whole, by: 8) {
      lanes(memory.loadUnaligned(fromByteOffset: 8 * index, as: SIMD8<Double>.self))
    }
    for index in whole..<count { rest(self[index]) }
  }
}

extension Double {
  /// 2 to an integer from -1074 to 1023; 0 and infinity beyond.
  static func power(of exponent: Int) -> Double {
    exponent < -1074
      ? 0 : exponent > 1023 ? .infinity : Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// The number times a power of 2, rounded once.
  func times(powerOf exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: self)
  }
}
