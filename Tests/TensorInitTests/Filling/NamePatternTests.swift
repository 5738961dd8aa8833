import TensorInit
import Testing

@Suite("A pattern means the names that a shell's would")
struct NamePatternTests {
  private func matches(_ pattern: String, _ name: String) -> Bool {
    TensorPattern(pattern).matches(TensorSpec(name: name, shape: []))
  }

  @Test(
    "with stars, question marks, brackets and backslashes",
    arguments: [
      ("", [""], ["a"]),
      ("*", ["", "a", "a.b/c", ".a"], []),
      ("?", ["a", "é", "\u{10000}", "\u{301}"], ["", "ab", "e\u{301}"]),
      ("a*b*c", ["abc", "a.b.b.c", "abcbc"], ["ab", "acb", "abcd"]),
      ("*a", ["a", "ba", "aa"], ["", "ab"]),
      ("[ab]", ["a", "b"], ["c", "ab", "", "[ab]"]),
      ("[a-c]x", ["ax", "cx"], ["dx", "-x"]),
      ("[!a-c]", ["d", "é"], ["a", "b", "c", ""]),
      ("[^a]", ["b", "^"], ["a"]),
      ("[]a]", ["]", "a"], ["b"]),
      ("[!]]", ["a"], ["]"]),
      ("[a-]", ["a", "-"], ["b"]),
      ("[-a]", ["a", "-"], ["b"]),
      ("[à-ö]", ["é", "ö"], ["a", "ü"]),
      ("[z-a]", [], ["a", "z", "-"]),
      ("[[:digit:]_]", ["7", "_"], ["a", "[", "d"]),
      ("[![:alpha:]]", ["7", "é"], ["a"]),
      ("[[:none:]a]", [], ["a", "n"]),
      ("[a", ["[a"], ["a"]),
      ("[a-", ["[a-"], ["a"]),
      (#"\*"#, ["*"], ["a", #"\*"#]),
      (#"\[a]"#, ["[a]"], ["a"]),
      (#"[\]]"#, ["]"], [#"\"#]),
      (#"a\b"#, ["ab"], [#"a\b"#]),
      (#"a\"#, [], ["a", #"a\"#]),
    ] as [(String, [String], [String])])
  func language(pattern: String, meant: [String], others: [String]) throws {
    for name in meant { #expect(matches(pattern, name), "\(name)") }
    for name in others { #expect(!matches(pattern, name), "\(name)") }
  }

  @Test("in time that grows with the product of the lengths", .timeLimit(.minutes(1)))
  func time() throws {
    let pattern = String(repeating: "*a", count: 1000) + "*b"
    #expect(!matches(pattern, String(repeating: "a", count: 10_000)))
    #expect(matches(pattern, String(repeating: "a", count: 10_000) + "b"))
  }
  @Test("of parameters, and of buffers those named by the text itself or by a pattern for buffers")
  func buffers() {
    let patterns: [(TensorPattern, parameters: [String], buffers: [String])] = [
      ("*", ["a", "ab", "*"], ["*"]),
      ("a", ["a"], ["a"]),
      (#"\a"#, ["a"], []),
      ("[a]", ["a"], []),
      (.regex(/a/), ["a"], []),
      (.where { $0.name == "a" }, ["a"], []),
      (.buffers("*"), [], ["a", "ab", "*"]),
      (.buffers("a"), [], ["a"]),
      (.buffers(.regex(/ab?/)), [], ["a", "ab"]),
      (.buffers(.buffers("?")), [], ["a", "*"]),
    ]
    for (pattern, parameters, buffers) in patterns {
      for (isBuffer, meant) in [(false, parameters), (true, buffers)] {
        let reached = ["a", "ab", "*"].filter {
          pattern.matches(TensorSpec(name: $0, shape: [], isBuffer: isBuffer))
        }
        #expect(reached == meant, "\(pattern), buffer: \(isBuffer)")
      }
    }
    #expect(TensorPattern.buffers(.buffers("*.mean")).description == "buffers(*.mean)")
  }
}
