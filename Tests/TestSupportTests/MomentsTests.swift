import TestSupport
import Testing

@Suite struct MomentsTests {
  static let values = [2.5, -1.25, 0.5, 7, 3.75, -0.5, 1, 12.5]

  @Test("The moments are scipy's")
  func knownValues() {
    let moments = Moments(Self.values)
    #expect(moments.count == 8)
    expectClose(moments.mean, 3.1875, within: 1e-15)
    expectClose(moments.variance, 21.049107142857143, within: 1e-14)
    expectClose(moments.skewness, 1.0998348451814848, within: 1e-14)
    expectClose(moments.excessKurtosis, 0.08799847961594559, within: 1e-12)
    expectClose(moments.fourthCentralMoment, 1047.5157012939453, within: 1e-14)
  }

  @Test("A mean a billion times the deviation costs no digits of the others")
  func largeMean() {
    // Quarters stay exact beside 2^30, so the moments must be those of the values themselves.
    let moments = Moments(Self.values.map { $0 + 0x1p30 })
    expectClose(moments.mean, 0x1p30 + 3.1875, within: 1e-15)
    expectClose(moments.variance, 21.049107142857143, within: 1e-7)
    expectClose(moments.skewness, 1.0998348451814848, within: 1e-6)
  }

  @Test("Equal values have variance 0 and no shape")
  func equalValues() {
    let moments = Moments([3, 3, 3])
    #expect(moments.mean == 3)
    #expect(moments.variance == 0)
    #expect(moments.skewness.isNaN)
    #expect(moments.excessKurtosis.isNaN)
  }

  @Test("A normal sample has the moments of its law")
  func normalSample() {
    let n = 1 << 20
    let moments = Moments(SplitMix64.normals(n, seed: 14))
    let law = ClosedFormLaw.normal(mean: 0, std: 1)
    #expect(abs(moments.zScoreOfMean(under: law)) < 4)
    #expect(abs(moments.zScoreOfVariance(under: law)) < 4)
    #expect(abs(moments.zScoreOfVariance(under: law, fourthCentralMoment: 3)) < 4)
    // The standard errors of a normal sample's skewness and kurtosis are √(6/n) and √(24/n).
    #expect(abs(moments.skewness) < 4 * (6 / Double(n)).squareRoot())
    #expect(abs(moments.excessKurtosis) < 4 * (24 / Double(n)).squareRoot())
  }

  @Test("A deviation wrong by 1% is more than 10 standard errors among a million values")
  func wrongDeviation() {
    let moments = Moments(SplitMix64.normals(1 << 20, seed: 15).map { 1.01 * $0 })
    let law = ClosedFormLaw.normal(mean: 0, std: 1)
    #expect(moments.zScoreOfVariance(under: law) > 10)
    #expect(moments.zScoreOfVariance(under: law, fourthCentralMoment: 3) > 10)
  }

  @Test("A mean wrong by 1% of a deviation is more than 6 standard errors among a million values")
  func wrongMean() {
    let moments = Moments(SplitMix64.normals(1 << 20, seed: 16).map { $0 + 0.01 })
    #expect(moments.zScoreOfMean(under: .normal(mean: 0, std: 1)) > 6)
  }
}
