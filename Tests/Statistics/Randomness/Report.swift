public import Foundation
import TensorInit

/// What a run of the battery found, and where it ran.
public struct Report: Sendable, Codable {
  public var date: Date
  public var processor: String
  public var instructionSet: String
  public var seed: UInt64
  public var form: String
  public var size: Battery.Size
  public var seconds: Double
  public var verdict: Verdict
  public var outcomes: [Outcome]

  public init(
    _ outcomes: [Outcome], of battery: Battery, form: String, date: Date, seconds: Double
  ) {
    self.date = date
    processor = Self.processorName
    instructionSet = (try? InstructionSet.current.get().rawValue) ?? "none"
    seed = battery.seed
    self.form = form
    size = battery.size
    self.seconds = seconds
    verdict = Verdict(outcomes)
    self.outcomes = outcomes
  }

  private static var processorName: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line.flatMap { $0.split(separator: ":").last.map(String.init) }?
      .trimmingCharacters(in: .whitespaces) ?? "unknown"
  }

  /// All of it, with every p-value.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.dateEncodingStrategy = .iso8601
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
  }

  /// A page: how many tests each group has, what is closest to an alarm, and the verdict.
  public var markdown: String {
    var lines = [
      "# Statistics, \(form) form", "",
      "| | |", "|---|---|",
      "| date | \(date.formatted(.iso8601)) |",
      "| processor | \(processor), \(instructionSet) |",
      "| seed | \(seed) |",
      "| seconds | \(Int(seconds.rounded())) |",
      "| p-values | \(verdict.count) |",
      "| alarm | a two-sided p-value below \(Self.text(verdict.threshold)), which has a probability of at most "
        + "\(Self.text(Verdict.falseAlarmProbability)) in all where nothing is wrong |",
      "| smallest | \(verdict.smallest.map(Self.text) ?? "none") |",
      "| all p-values, whether uniform | \(Self.text(verdict.uniformity)) |",
      "| verdict | \(verdict.isClean ? "no alarm" : "\(verdict.alarms.count) alarms") |",
      "",
    ]
    for alarm in verdict.alarms { lines.append("ALARM: \(Self.text(alarm))") }
    lines += groupLines
    for group in groups {
      lines += ["", "## \(group)", "", "| what | test | samples | p |", "|---|---|---|---|"]
      for outcome in outcomes where outcome.group == group {
        lines.append(
          "| \(outcome.subject) | \(outcome.test) | \(outcome.samples) | \(Self.text(outcome.pValue)) |"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var groups: [String] {
    outcomes.map(\.group).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private var groupLines: [String] {
    groups.reduce(into: [
      "| group | p-values | most samples | smallest two-sided p-value | expected | of |",
      "|---|---|---|---|---|---|",
    ]) { lines, group in
      let own = outcomes.filter { $0.group == group }
      guard let least = own.min(by: { $0.twoSided < $1.twoSided }) else { return }
      let most = own.reduce(0) { max($0, $1.samples) }
      lines.append(
        "| \(group) | \(own.count) | \(most) | \(Self.text(least.twoSided)) "
          + "| \(Self.text(1 / Double(own.count))) | \(least.subject): \(least.test) |")
    }
  }

  /// A line, and one for each alarm.
  public var summary: String {
    let verdict = verdict
    let first =
      "\(verdict.count) p-values, the smallest \(Self.text(verdict.smallest?.twoSided ?? 1)); all together uniform "
      + "with \(Self.text(verdict.uniformity)); alarm below \(Self.text(verdict.threshold)): "
      + (verdict.isClean ? "none" : "\(verdict.alarms.count)")
    return ([first] + verdict.alarms.map { "ALARM: \(Self.text($0))" }).joined(separator: "\n")
  }

  private static func text(_ outcome: Outcome) -> String {
    "p = \(text(outcome.pValue)), two-sided \(text(outcome.twoSided)), of \(outcome.subject): \(outcome.test)"
  }

  private static func text(_ probability: Double) -> String {
    String(format: probability < 0.001 ? "%.2e" : "%.4f", probability)
  }
}
