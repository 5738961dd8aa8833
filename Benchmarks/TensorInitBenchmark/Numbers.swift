import Foundation

extension Double {
  /// With three significant digits and no exponent: `0.0123`, `4.57`, `1204`.
  package var short: String {
    guard self != 0, isFinite else { return "\(self)" }
    let digits = max(0, 2 - Int(log10(magnitude).rounded(.down)))
    return String(format: "%.\(digits)f", self)
  }

  /// As a time, of seconds, with the unit that suits: `12.5 ms`.
  package var time: String {
    let units = [("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)]
    let (unit, seconds) = units.first { self >= $0.1 } ?? ("ns", 1e-9)
    return "\((self / seconds).short) \(unit)"
  }
}

extension Int {
  /// `2^24`, or the number itself where it is small or no power of 2.
  package var asPowerOfTwo: String {
    self >= 1024 && nonzeroBitCount == 1 ? "2^\(trailingZeroBitCount)" : "\(self)"
  }

  /// `1 thread`, `2 threads`.
  package func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
