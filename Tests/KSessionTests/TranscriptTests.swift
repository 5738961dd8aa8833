import Foundation
import KSession
import Testing

@Suite("What is typed is answered as q answers")
struct TranscriptTests {
  @Test("in every transcript, with any seed", arguments: Transcript.all, [1, 42, 1 << 63])
  func answers(transcript: Transcript, seed: UInt64) throws {
    let session = KSession(seed: seed)
    for step in transcript.steps {
      if !step.fault.isEmpty {
        let error = #expect(throws: KError.self) { try session.evaluate(step.line) }
        #expect(error?.description == step.fault.joined(separator: "\n"))
        continue
      }
      let answer: String?
      if step.checks.isEmpty {
        answer = try session.evaluate(step.line)
      } else {
        #expect(try session.evaluate("it:\(step.line)") == nil)
        answer = try session.evaluate("it")
      }
      let lines = answer?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
      #expect(lines.count == step.answer.count, "\(step.line) answered \(answer ?? "nothing")")
      for (line, expected) in zip(lines, step.answer) {
        #expect(expected.matches(String(line)), "\(step.line): expected \(expected.text)")
      }
      for check in step.checks {
        #expect(try session.evaluate(check) == "1b", "\(step.line): \(check)")
      }
    }
  }

  @Test("and the table of transcripts is not empty and tells right answers from wrong ones")
  func table() throws {
    #expect(Transcript.all.count > 15)
    #expect(Transcript.all.flatMap(\.steps).count { !$0.checks.isEmpty } > 20)
    let template = Transcript.AnswerLine(text: "a| # (#;* 0e", isExact: false)
    #expect(template.matches("a| -1.5e-05   (3;x y  0e  "))
    for wrong in ["a| x (3;0e", "b| 1 (3; 0e", "a| 1 (3; 0", "a| 1e (3; 0e", "xa| 1 (3; 0e"] {
      #expect(!template.matches(wrong), "\(wrong)")
    }
  }

  private static let document =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/reference/initializing-parameters.txt").standardizedFileURL

  /// A typed line without its comment, all white space one space.
  private func normalized(_ line: some StringProtocol) -> String {
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.prefix { !$0.hasPrefix("/") }.joined(separator: " ")
  }

  @Test(
    "and no typed line of the specification is missing from the table",
    .enabled(if: FileManager.default.fileExists(atPath: document.path), "needs the specification"))
  func coverage() throws {
    let text = try String(contentsOf: Self.document, encoding: .utf8)
    let typed = text.split(separator: "\n").filter { $0.hasPrefix("q)") }.map {
      normalized($0.dropFirst(2))
    }
    #expect(typed.count > 60)
    let table = Set(Transcript.all.flatMap(\.steps).map { normalized($0.line) })
    for line in typed { #expect(table.contains(line), "\(line)") }
  }
}
