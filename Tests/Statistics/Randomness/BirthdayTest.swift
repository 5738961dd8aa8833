import Foundation
import TestSupport

/// Tests of words that are drawn as birthdays.
public struct BirthdayTest: Sendable {
  /// Elements of int32.
  let words: Source

  static let group = "Birthdays"

  public init(_ words: Source) { self.words = words }

  /// Marsaglia's birthday spacings and equal words, of so many words.
  ///
  /// - Spacings: of 4,096 birthdays in a year of 2^32 days, the spacings between neighbours that occur before are
  ///   Poisson of mean 4096^3 / (4 * 2^32) = 4 (Marsaglia, A Current View of Random Number Generators, 1984). It is
  ///   so as long as their total over all years stays well below (L'Ecuyer and Simard, On the Performance of Birthday
  ///   Spacings Tests, 2001): the mean is too large by a part of some 10^-3, which a total of 4,000 can't show.
  /// - Equal words: pairs of them, Poisson of mean n (n - 1) / 2^33.
  public func outcomes(years: Int = 1000) throws -> [Outcome] {
    let size = 4096
    let days = try all(years * size)
    var spacings = 0
    for year in 0..<years {
      spacings += Self.repeatedSpacings(days[year * size..<(year + 1) * size])
    }
    let equal = Family.equalPairs(sorted: days.sorted())
    let expected = Double(days.count) * Double(days.count - 1) / 2 * 0x1p-32
    let mean = 4 * Double(years)
    return [
      outcome(
        "birthday spacings, \(years) years: \(spacings), expected \(Int(mean))", days.count,
        poissonPValue(spacings, mean: mean, share: share(of: words.name + "spacings"))),
      outcome(
        "equal words: \(equal), expected \(expected.text(places: 1))", days.count,
        poissonPValue(equal, mean: expected, share: share(of: words.name + "equal"))),
    ]
  }

  /// Spacings of 2^22 birthdays in a year of 2^64 days, whose mean is 1, of so many years.
  public func wideOutcome(years: Int) throws -> Outcome {
    let size = 1 << 22
    var spacings = 0
    for year in 0..<years {
      let halves = try all(2 * size, from: 2 * size * year)
      let days = (0..<size).map { UInt64(halves[2 * $0 + 1]) << 32 | UInt64(halves[2 * $0]) }
      spacings += Self.repeatedSpacings(days[...])
    }
    return outcome(
      "birthday spacings of 64 bits, \(years) years: \(spacings), expected \(years)",
      2 * size * years,
      poissonPValue(spacings, mean: Double(years), share: share(of: words.name + "wide")))
  }

  private func outcome(_ test: String, _ samples: Int, _ pValue: Double) -> Outcome {
    Outcome(Self.group, words.name, test, samples: samples, pValue: pValue)
  }

  private func all(_ count: Int, from first: Int = 0) throws -> [UInt32] {
    try [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      try words.fill(UnsafeMutableRawPointer(base), first..<first + count)
      initialized = count
    }
  }

  private static func repeatedSpacings<Day: FixedWidthInteger & UnsignedInteger>(
    _ days: ArraySlice<Day>
  ) -> Int {
    let sorted = days.sorted()
    let spacings = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.sorted()
    return zip(spacings, spacings.dropFirst()).count { $0 == $1 }
  }
}
