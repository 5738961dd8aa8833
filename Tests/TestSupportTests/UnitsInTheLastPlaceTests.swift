import TestSupport
import Testing

@Suite struct UnitsInTheLastPlaceTests {
  @Test("Neighbours are 1 apart, at powers of two as well")
  func neighbours() {
    for value: Float in [1, 1.5, 2, -2, 3e38, .leastNonzeroMagnitude, .leastNormalMagnitude] {
      #expect(ulpDistance(value, value.nextUp) == 1)
      #expect(ulpDistance(value, value.nextDown) == 1)
      #expect(ulpDistance(value, value) == 0)
    }
    for value: Double in [1, 1.5, 2, -2, 1e308, .leastNonzeroMagnitude, .leastNormalMagnitude] {
      #expect(ulpDistance(value, value.nextUp) == 1)
      #expect(ulpDistance(value, value.nextDown) == 1)
      #expect(ulpDistance(value, value) == 0)
    }
  }

  @Test("Zeros are equal and steps across them count")
  func acrossZero() {
    #expect(ulpDistance(Float(0), -0) == 0)
    #expect(ulpDistance(0.0, -0.0) == 0)
    #expect(ulpDistance(Float.leastNonzeroMagnitude, -Float.leastNonzeroMagnitude) == 2)
    #expect(ulpDistance(Double.leastNonzeroMagnitude, -Double.leastNonzeroMagnitude) == 2)
    #expect(ulpDistance(Float(1), -1) == 2 * 0x3f80_0000)
    #expect(ulpDistance(1.0, -1.0) == 2 * 0x3ff0_0000_0000_0000)
  }

  @Test("From 1 to 2 it is as far as the significand has values")
  func octave() {
    #expect(ulpDistance(Float(1), 2) == 1 << 23)
    #expect(ulpDistance(1.0, 2.0) == 1 << 52)
    #expect(ulpDistance(Float(2), 1) == 1 << 23)
  }

  @Test("Infinity is one beyond the greatest number, and the infinities are farthest apart")
  func infinity() {
    #expect(ulpDistance(Float.greatestFiniteMagnitude, .infinity) == 1)
    #expect(ulpDistance(Double.greatestFiniteMagnitude, .infinity) == 1)
    #expect(ulpDistance(-Float.infinity, .infinity) == 2 * 0x7f80_0000)
    #expect(ulpDistance(-Double.infinity, .infinity) == 2 * (0x7ff0_0000_0000_0000 as UInt64))
  }

  @Test("nan is equal to nan and as far as can be from the rest")
  func notANumber() {
    #expect(ulpDistance(Float.nan, -.nan) == 0)
    #expect(ulpDistance(Float.nan, 1) == .max)
    #expect(ulpDistance(1.0, Double.nan) == .max)
    #expect(ulpDistance(Double.nan, .nan) == 0)
  }
}
