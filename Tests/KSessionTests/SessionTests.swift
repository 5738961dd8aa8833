import KSession
import TensorInit
import Testing

@Suite("A session")
struct SessionTests {
  private static let lines = [
    "normal(3 4#0e)", "random(10#0;0;1000000)", "orthogonal(3 3#0f)", "kuniform(3 4#0e)",
  ]

  @Test("repeats with its seed, given from outside or within")
  func seed() throws {
    func answers(_ session: KSession) throws -> [String?] {
      try Self.lines.map { try session.evaluate($0) }
    }
    let expected = try answers(KSession(seed: 42))
    #expect(try answers(KSession(seed: 42)) == expected)
    #expect(try answers(KSession(seed: 43)) != expected)
    let session = KSession(seed: 7)
    #expect(try answers(session) != expected)
    #expect(try session.evaluate("seed 42") == nil)
    #expect(try answers(session) == expected)
    #expect(try answers(session) != expected)
    for line in ["seed[]", "seed ()"] { #expect(try session.evaluate(line) == "42") }
    #expect(try session.evaluate("seed -1;seed[]") == "-1")
    #expect(session.generator.seed == .max)
  }

  @Test("draws from the generator that it is given, and from no other")
  func generator() throws {
    let generator = Generator(seed: 5)
    let session = KSession(generator: generator)
    let first = try session.evaluate("normal 2 2#0e")
    #expect(try KSession(generator: generator).evaluate("normal 2 2#0e") != first)
    generator.reseed(5)
    #expect(try session.evaluate("normal 2 2#0e") == first)
  }

  @Test("gives a name what it gets there whatever the sizes of others, each time anew")
  func namedDraws() throws {
    func answers(_ size: Int) throws -> [String?] {
      let session = KSession(seed: 7)
      for line in [
        "\\c 25 2000", "d:dict `a`b!(\(size)#0e;5#0e)", "normal(d;`a)", "normal(d;`b)",
      ] {
        #expect(try session.evaluate(line) == nil)
      }
      let first = try session.evaluate("tensor(d;`b)")
      for line in ["normal \(size)#0e;", "normal(d;`a`b)"] { _ = try session.evaluate(line) }
      let second = try session.evaluate("tensor(d;`b)")
      _ = try session.evaluate("seed 7")
      _ = try session.evaluate("normal(d;`b)")
      #expect(try session.evaluate("tensor(d;`b)") == first)
      return [first, second]
    }
    let expected = try answers(4)
    #expect(expected[0] != expected[1])
    #expect(try answers(100) == expected)
  }

  @Test("has tensors that their holders share")
  func sharing() throws {
    let session = KSession(seed: 1)
    for line in ["t:tensor 3#0e", "u:t", "v:vector(t;2#0e)", "d:dict `a`b!(t;1 2)", "ones t"] {
      #expect(try session.evaluate(line) == nil)
    }
    #expect(try session.evaluate("tensor u") == "1 1 1e")
    #expect(try session.evaluate("vector(v;0)") == "1 1 1e")
    #expect(try session.evaluate("tensor(d;`a)") == "1 1 1e")
    #expect(try session.evaluate("fill(d;`a;5)") == nil)
    #expect(try session.evaluate("tensor t") == "5 5 5e")
    #expect(try session.evaluate("vector(v;1 0)") == "0 0e\n5 5 5e")
    // None of a tensor's parts have its type.
    #expect(try session.evaluate("tensor(t;0#0)") == "`real$()")
    #expect(try session.evaluate("tensor(tensor 2 3#0;0#0)") == "`long$()")
  }

  @Test(
    "reads arrays of every type as tensors and back",
    arguments: [
      ("01b", "boolean"), ("0x0102", "byte"), ("\"ab\"", "char"), ("5 6h", "short"),
      ("5 6i", "int"), ("5 6", "long"), ("5 6e", "real"), ("5 6f", "float"), ("5e", "real"),
      ("2 3#5", "long"), ("2 3 4#.5", "float"), ("0#0e", "real"), ("0W 0N", "long"),
    ])
  func types(array: String, type: String) throws {
    let session = KSession(seed: 1)
    #expect(try session.evaluate("dtype t:tensor \(array)") == "`\(type)")
    #expect(try session.evaluate("(tensor t)~\(array)") == "1b")
    #expect(try session.evaluate("zeros t") == nil)
    if !array.hasPrefix("0#") {
      #expect(try session.evaluate("(tensor t)~\(array)") == "0b")
    }
    #expect(try session.evaluate("dtype \(array)") == "`\(type)")
  }

  @Test("forgets what is freed")
  func free() throws {
    let session = KSession(seed: 1)
    for line in ["t:tensor 3#0e", "u:t", "v:vector(t;t)", "free t"] {
      #expect(try session.evaluate(line) == nil)
    }
    #expect(try session.evaluate("u") == "<freed>")
    let error = #expect(throws: KError.self) { try session.evaluate("zeros u") }
    #expect(error?.message == "zeros: the argument was freed")
    #expect(try session.evaluate("vector v") == "0 0 0\n0 0 0")
    #expect(try session.evaluate("free[]") == nil)
    #expect(try session.evaluate("v") == "<freed>")
  }

  @Test("evaluates from the right to the left, also within lists")
  func order() throws {
    let session = KSession(seed: 1)
    for (line, answer) in [
      ("2*3+4", "14"), ("(2*3)+4", "10"), ("10-2-3", "11"), ("(a+1;a:5)", "6 5"), ("a", "5"),
      ("3 4#b:5", "5 5 5 5\n5 5 5 5\n5 5 5 5"), ("b", "5"), ("a-1", "4"), ("a -1", "'"),
      ("til 3", "0 1 2"), ("(til 5)1 3", "1 3"), ("x:1 2;x,:3 4;x", "1 2 3 4"),
      ("x+:1;x", "2 3 4 5"),
      ("enlist[1;2]", "1 2"), ("count each (1 2;3 4 5)", "2 3"), ("d:`a`b!1 2;d`b", "2"),
      ("d[`a]", "1"), ("d`c", "0N"), ("x 10", "0N"), ("(1 2;3 4)[1;0]", "3"), ("-2#1 2 3", "2 3"),
      ("5#1 2 3", "1 2 3 1 2"), ("1,`a", "1\n`a"), ("(`a`b!1 2),`b`c!3 4", "a| 1\nb| 3\nc| 4"),
      ("`a`b#`a`b`c!1 2 3", "a| 1\nb| 2"), ("string `ab`c", "\"ab\"\n,\"c\""), ("7%2", "3.5"),
      ("1b+1b", "2i"), ("0N+1", "0N"), ("2=1 2 3", "010b"), ("avg 1 2 3 4", "2.5"),
      ("sum 1 2e", "3e"), ("first 3 4", "3"), ("last 3 4", "4"), ("key d", "`a`b"),
      ("value d", "1 2"), ("type 1 2e", "8h"), ("type `a", "-11h"), ("`real$1 2", "1 2e"),
      ("`long$1.5 2.5", "2 3"), ("show 5;6", "5\n6"),
    ] where answer != "'" {
      #expect(try session.evaluate(line) == answer, "\(line)")
    }
    #expect(throws: KError.self) { try session.evaluate("a -1") }
  }

  @Test("compares names as bytes")
  func names() throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate(#"x:`$("\303\251";"e\314\201")"#)
    for (line, answer) in [
      ("(x 0)~x 1", "0b"), ("x~x", "1b"), ("d:x!1 2;d each x", "1 2"), ("count d,d", "2"),
    ] {
      #expect(try session.evaluate(line) == answer, "\(line)")
    }
  }

  @Test("adds and compares numbers of every type, nulls being nulls")
  func arithmetic() throws {
    let session = KSession(seed: 1)
    for (line, answer) in [
      ("sum 80000#1e", "80000e"), ("sum 0N 1", "0N"), ("sum 0n 1", "0n"), ("sum 0Ni", "0N"),
      ("sum 0x0102", "3"), ("sum 011b", "2"), ("sum 1 2h", "3"), ("sum 5", "5"),
      ("sum 0#0", "0"), ("sum 0#0e", "0e"), ("sum .1 .2 .3e", "0.6e"),
      // What is one more than the largest long is the null.
      ("sum 9223372036854775807 1 5", "0N"), ("0W+1", "0N"),
      ("0N=0N", "1b"), ("0n>1 0n", "00b"), ("1 0n<1 2f", "01b"), ("(0#0)=0#0e", "`boolean$()"),
      ("1 2h+3h", "4 5i"), ("0x01+0x02", "3i"), ("2 0N%4", "0.5 0n"), ("0N*2.5", "0n"),
      ("1e*2 3", "2 3e"), ("0Ni+1", "0N"), ("(0#0)+0#0e", "`real$()"),
      ("`real$0N 1", "0N 1e"), ("`long$0n 1.5", "0N 2"), ("`short$70000", "4464h"),
    ] {
      #expect(try session.evaluate(line) == answer, "\(line)")
    }
  }

  @Test("ends when it is asked to", arguments: [("\\\\", 0), ("exit 0", 0), ("exit 3;5", 3)])
  func end(line: String, status: Int32) throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate("5")
    #expect(session.exitStatus == nil)
    #expect(try session.evaluate(line) == nil)
    #expect(session.exitStatus == status)
  }

  @Test("reads a file's statements with their lines")
  func script() {
    let script = KScript(
      """
      / first
      a:1 / one

      b:(1;
        2)
      /
      x
      \\
      "a / b"\r
      c
      """)
    #expect(
      script.statements == [
        .init(text: "a:1", line: 2), .init(text: "b:(1;  2)", line: 4),
        .init(text: "\"a / b\"", line: 9), .init(text: "c", line: 10),
      ])
  }

  @Test("takes no other character of a file for a line's end")
  func lineEnds() {
    let line = "1\u{b}2\u{c}3\r4\u{85}5\u{2028}6\u{2029}7"
    let script = KScript("\(line)\r\n8\n9\r\r\n")
    #expect(script.statements.map(\.text) == [line, "8", "9"])
    #expect(script.statements.map(\.line) == [1, 2, 3])
  }

  @Test("passes over a byte order mark")
  func byteOrderMark() throws {
    #expect(KScript("\u{FEFF}a:1\nb").statements.map(\.text) == ["a:1", "b"])
    #expect(KScript("\u{FEFF}/\na:1\n\\\nb").statements.map(\.text) == ["b"])
    #expect(KScript("\u{FEFF}").statements.isEmpty)
    #expect(try KSession(seed: 1).evaluate("\u{FEFF}1+2") == "3")
  }
}
