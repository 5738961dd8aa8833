import Foundation
import TestSupport

/// What a test says of a source.
public struct Outcome: Sendable, Codable {
  /// What kind of evidence it is: a heading of the report.
  public var group: String
  /// What was tested.
  public var subject: String
  public var test: String
  public var samples: Int
  /// Uniform on [0, 1] if all is as it should be, or below that; near 0 is far from what was expected, and near 1,
  /// unless the test says so, closer than chance allows.
  public var pValue: Double

  public init(_ group: String, _ subject: String, _ test: String, samples: Int, pValue: Double) {
    self.group = group
    self.subject = subject
    self.test = test
    self.samples = samples
    self.pValue = pValue
  }

  /// How improbable it is, on either side: uniform too.
  public var twoSided: Double { pValue.isNaN ? 0 : min(1, 2 * min(pValue, 1 - pValue)) }
}

/// What all outcomes together say.
public struct Verdict: Sendable, Codable {
  /// The probability, at most, that sources without any defect raise an alarm somewhere in the whole battery.
  public static let falseAlarmProbability = 1e-3

  /// How many p-values there are, with the one of all together.
  public let count: Int
  /// What each is compared with: by Bonferroni's bound, the probability of a false alarm divided by their number.
  public let threshold: Double
  /// The p-value of the Kolmogorov-Smirnov test that the p-values themselves are uniform.
  public let uniformity: Double
  public let alarms: [Outcome]
  public let smallest: Outcome?

  public var isClean: Bool { alarms.isEmpty }

  public init(_ outcomes: [Outcome]) {
    count = outcomes.count + 1
    threshold = Self.falseAlarmProbability / Double(count)
    let values = outcomes.map { $0.pValue.isNaN ? 0 : $0.pValue }
    uniformity = values.isEmpty ? 1 : kolmogorovSmirnovPValue(values) { $0 }
    let all = Outcome(
      "All", "the p-values", "Kolmogorov-Smirnov, uniform", samples: values.count,
      pValue: uniformity)
    let threshold = threshold
    // Of all together only a bad fit counts: many tests share a sample, and so depend on each other.
    alarms =
      outcomes.filter { $0.twoSided < threshold } + (uniformity < threshold ? [all] : [])
    smallest = outcomes.min { $0.twoSided < $1.twoSided }
  }
}

extension Double {
  /// The number with so many digits behind the point.
  func text(places: Int) -> String { String(format: "%.\(places)f", self) }
}
