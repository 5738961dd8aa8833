import Foundation
import KSession
import Testing

/// A session of the table of transcripts: typed lines, and what of their answers is determined.
struct Transcript: Sendable, CustomTestStringConvertible {
  struct Step: Sendable {
    var line: String
    /// The lines of the answer; `nil` where there must be none.
    var answer: [AnswerLine] = []
    /// The lines of the error.
    var fault: [String] = []
    /// Expressions that must be `1b`, in which `it` is the answer.
    var checks: [String] = []
  }

  /// A line of an answer: with # for a number and * for anything, or exactly as it is.
  struct AnswerLine: Sendable {
    var text: String
    var isExact: Bool
  }

  var steps: [Step] = []

  var testDescription: String { steps.first?.line ?? "" }

  /// The table.
  static let all: [Transcript] = {
    guard
      let url = Bundle.module.url(
        forResource: "transcripts", withExtension: "txt", subdirectory: "Resources"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { return [] }
    return read(text)
  }()

  static func read(_ text: String) -> [Transcript] {
    var transcripts = [Transcript()]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let content = String(line.dropFirst(2))
      var steps = transcripts[transcripts.count - 1].steps
      if line.hasPrefix("q)") { steps.append(Step(line: content)) }
      if let last = steps.indices.last {
        switch line.prefix(2) {
        case "= ": steps[last].answer.append(AnswerLine(text: content, isExact: true))
        case "~ ": steps[last].answer.append(AnswerLine(text: content, isExact: false))
        case "! ": steps[last].fault.append(content)
        case "? ": steps[last].checks.append(content)
        default: break
        }
      }
      transcripts[transcripts.count - 1].steps = steps
      if line.isEmpty { transcripts.append(Transcript()) }
    }
    return transcripts.filter { !$0.steps.isEmpty }
  }
}

extension Transcript.AnswerLine {
  /// Whether a printed line is as this one says; columns may be any width.
  func matches(_ line: String) -> Bool {
    if isExact { return line == text }
    var pattern = ""
    for character in text {
      switch character {
      case "#": pattern += #"-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?"#
      case "*": pattern += ".*"
      case " ": pattern += pattern.hasSuffix(" +") ? "" : " +"
      default: pattern += NSRegularExpression.escapedPattern(for: String(character))
      }
    }
    return line.range(of: "^\(pattern) *$", options: .regularExpression) != nil
  }
}
