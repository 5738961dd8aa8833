/// An interval of positive numbers by its start and its width in logarithms, as kernels take it.
struct LogarithmicInterval {
  /// The start, from 1 to 2 times a power of 2.
  let significand: Double
  let exponent: Int
  /// log(end / start) and what its rounding leaves: the values' relative error is the width's absolute one.
  let width: Double
  let widthRest: Double

  /// - Parameters:
  ///   - start: A positive number.
  ///   - end: A finite one, at least that.
  init(from start: Double, to end: Double) {
    significand = start.significand
    exponent = Int(start.exponent)
    var endSignificand = end.significand
    var powers = Double(end.exponent - start.exponent)
    if endSignificand < significand {
      endSignificand *= 2
      powers -= 1
    }
    let quotient = endSignificand / significand
    let quotientRest = endSignificand.addingProduct(-quotient, significand) / endSignificand
    let ofPowers = powers * PortableMath.logOf2High
    let ofPowersRest = (-ofPowers).addingProduct(powers, PortableMath.logOf2High)
      .addingProduct(powers, PortableMath.logOf2Low)
    let ofQuotient = PortableMath.log1p(quotient - 1)
    width = ofPowers + ofQuotient
    // Exact, since no logarithm of the quotient is larger than a power's.
    let sumRest = (ofPowers - width) + ofQuotient
    widthRest = sumRest + (ofPowersRest + quotientRest)
  }
}
