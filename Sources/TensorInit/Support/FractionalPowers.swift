/// The powers base^(-j / n) of a number for whole j and n, by arithmetic of integers: the same bits on every machine,
/// some 105 of which are right.
///
/// `Stream.md` has the arithmetic. (Binary64 alone, as exp(-j / n * log(base)), would lose as many bits as the exponent
/// has before its point, and an angle far out many more.)
struct FractionalPowers: Sendable {
  /// |log2(base)| in units of 2^-112.
  private let logarithm: UInt128
  private let isBelowOne: Bool

  private static let fractionBits = 112

  /// - Parameter base: A finite number above 0.
  init(of base: Double) {
    // The digits of the logarithm, one by one, from squares of a number of [1, 2).
    var significand = UInt128(base.significand.significandBitPattern | 1 << 52) << 75
    var fraction: UInt128 = 0
    for _ in 0..<Self.fractionBits {
      let square = significand.multipliedFullWidth(by: significand)
      let isTwoOrMore = square.high >> 127 == 1
      significand = isTwoOrMore ? square.high : square.high << 1 | square.low >> 127
      fraction = fraction << 1 | (isTwoOrMore ? 1 : 0)
    }
    let signed = Int128(base.exponent) << Int128(Self.fractionBits) + Int128(fraction)
    logarithm = signed.magnitude
    isBelowOne = signed < 0
  }

  /// base^(-numerator / denominator) = significand 2^(exponent - 126), with a significand from 2^126 to 2^127.
  ///
  /// - Parameters:
  ///   - numerator: 0 or more, at most the denominator.
  ///   - denominator: 1 or more.
  private func power(
    _ numerator: Int, of denominator: Int
  ) -> (significand: UInt128, exponent: Int) {
    let part = logarithm.multiplied(by: UInt64(numerator), dividedBy: UInt64(denominator))
    let signed = isBelowOne ? Int128(part) : -Int128(part)
    let fraction = UInt128(truncatingIfNeeded: signed) & (1 << Self.fractionBits - 1)
    let product = fraction.multipliedFullWidth(by: Self.logOf2)
    // In units of 2^-128.
    let angle = product.high << 16 | product.low >> 112
    var sum = Self.one
    for term in stride(from: 30, through: 1, by: -1 as Int) {
      sum = Self.one + angle.multipliedFullWidth(by: sum).high / UInt128(term)
    }
    return (sum, Int(signed >> Int128(Self.fractionBits)))
  }

  private static let one: UInt128 = 1 << 126
  /// log(2) in units of 2^-128.
  private static let logOf2: UInt128 = 0xb172_17f7_d1cf_79ab_c9e3_b398_03f2_f6af
  /// 1 / (2 pi) in units of 2^-130.
  private static let turn: UInt128 = 0xa2f9_836e_4e44_1529_fc27_57d1_f534_ddc0

  /// The power, rounded; infinite where it overflows.
  func callAsFunction(_ numerator: Int, of denominator: Int) -> Double {
    let (significand, exponent) = power(numerator, of: denominator)
    let (high, low) = significand.leadingNumbers
    return Double(
      sign: .plus, exponent: exponent - 52, significand: high + low * 0x1p-53)
  }

  /// The power as an angle in turns, power / (2 pi) = high + low.
  func turns(_ numerator: Int, of denominator: Int) -> (high: Double, low: Double) {
    let (significand, exponent) = power(numerator, of: denominator)
    let (high, low) = significand.multipliedFullWidth(by: Self.turn).high.leadingNumbers
    return (
      Double(sign: .plus, exponent: exponent - 54, significand: high),
      Double(sign: .plus, exponent: exponent - 107, significand: low)
    )
  }
}

extension UInt128 {
  /// Of a number below 2^127, bits 74 to 126, and bits 21 to 73.
  fileprivate var leadingNumbers: (high: Double, low: Double) {
    (
      Double(UInt64(truncatingIfNeeded: self >> 74)),
      Double(UInt64(truncatingIfNeeded: self >> 21) & (1 << 53 - 1))
    )
  }

  /// The quotient, rounded down, of a factor that is at most the divisor.
  fileprivate func multiplied(by factor: UInt64, dividedBy divisor: UInt64) -> UInt128 {
    let low = UInt64(truncatingIfNeeded: self).multipliedFullWidth(by: factor)
    let high = UInt64(truncatingIfNeeded: self >> 64).multipliedFullWidth(by: factor)
    let (middle, carry) = high.low.addingReportingOverflow(low.high)
    let first = (high.high + (carry ? 1 : 0)).quotientAndRemainder(dividingBy: divisor)
    let second = divisor.dividingFullWidth((first.remainder, middle))
    let third = divisor.dividingFullWidth((second.remainder, low.low))
    return UInt128(second.quotient) << 64 | UInt128(third.quotient)
  }
}
