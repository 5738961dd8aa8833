import Foundation
import TensorInit
import Testing

@Suite("A message is one line of limited length, whatever was given")
struct MessageTests {
  /// An error of each kind, with this text wherever a caller's can be.
  private func errors(_ text: String) -> [TensorInitError] {
    [
      .invalidArgument(argument: text, given: text, expected: text),
      .invalidShape(given: text, expected: text),
      .unsupportedDType(given: text, expected: text),
      .unknownName(kind: "tensor", given: text, nearest: nil, known: []),
      .unknownName(kind: "tensor", given: text, nearest: text, known: [text, text]),
      .unknownName(kind: "tensor", given: text, nearest: nil, known: [text]),
      .invalidExpression(expression: text, reason: text),
      .invalidContents(path: text, line: 1, column: 1, reason: text),
      .fileFailure(path: text, operation: text, reason: text),
      .inCall(text, .invalidExpression(expression: text, reason: text)),
      .inTensor(text, .invalidExpression(expression: text, reason: text)),
    ]
  }

  @Test("with line breaks and other control characters as escapes")
  func lines() {
    let breaks = ["\n", "\r\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1b}", "\0"]
    for character in breaks {
      for error in errors("a\(character)b") {
        #expect(!error.description.unicodeScalars.contains { breaks.contains(String($0)) })
        #expect(!error.description.contains { $0.isNewline })
        #expect(error.localizedDescription == error.description)
      }
    }
    #expect(
      errors("a\nb\u{2028}\u{1b}é")[3].description
        == "unknown tensor 'a\\nb\\u{2028}\\u{1B}é'; there are none")
  }

  @Test("without the middle of a long text")
  func length() {
    for error in errors(String(repeating: "\u{1}", count: 1_000_000)) {
      #expect(error.description.utf8.count < 60_000)
    }
    let text = "begin" + String(repeating: "é", count: 10_000) + "end"
    let message = errors(text)[6].description
    #expect(message.hasPrefix("'beginéé") && message.hasSuffix("ééend"))
    #expect(message.contains("é... (16016 bytes) ...é"))
    let shape = TensorInitError.invalidShape(
      given: "\(Array(repeating: 1, count: 1_000_000))", expected: "less")
    #expect(shape.description.utf8.count < 3000)
    let fits = String(repeating: "é", count: 2000)
    #expect(errors(fits)[3].description == "unknown tensor '\(fits)'; there are none")
  }

  @Test("which doesn't call a single known name one of several")
  func oneKnownName() {
    func text(_ nearest: String?, _ known: [String]) -> String {
      TensorInitError.unknownName(kind: "tensor", given: "x", nearest: nearest, known: known)
        .description
    }
    #expect(text(nil, ["a"]) == "unknown tensor 'x'; expected 'a'")
    #expect(text("a", ["a"]) == "unknown tensor 'x'; expected 'a'")
    #expect(text("weight", ["weight"]) == "unknown tensor 'x'; did you mean 'weight'?")
    #expect(text("a", ["a", "b"]) == "unknown tensor 'x'; did you mean 'a'? expected one of a, b")
  }

  @Test("and a long name is looked up at once", .timeLimit(.minutes(1)))
  func lookUp() {
    #expect(throws: TensorInitError.self) {
      try Initializer(String(repeating: "x", count: 10_000_000))
    }
  }
}
