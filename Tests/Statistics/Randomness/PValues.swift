import Foundation
import TestSupport

/// The probability that a standard normal number exceeds `z`.
func normalPValue(_ z: Double) -> Double { z.isNaN ? 0 : standardNormalCDF(-z) }

/// The probability that a Poisson number exceeds a count, or is the count and a uniform number is above `share`: as
/// a function of the count it is uniform, as that of a continuous law is.
func poissonPValue(_ count: Int, mean: Double, share: Double) -> Double {
  func atLeast(_ k: Int) -> Double { k <= 0 ? 1 : regularizedGammaP(Double(k), mean) }
  guard mean > 0 else { return count == 0 ? share : 0 }
  let above = atLeast(count + 1)
  return above + share * max(0, atLeast(count) - above)
}

/// A number in (0, 1) that depends on a text alone: the uniform number of a test of counts.
func share(of text: String) -> Double {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
  hash = (hash ^ (hash >> 32)) &* 0xd6e8_feb8_6659_fd93
  return (Double((hash ^ (hash >> 32)) >> 11) + 0.5) * 0x1p-53
}

/// The p-value of the largest of some standard normal numbers, whatever their signs.
func largestPValue(_ z: Double, of count: Int) -> Double {
  let one = min(1, 2 * normalPValue(abs(z)))
  return -expm1(Double(count) * log1p(-one))
}
