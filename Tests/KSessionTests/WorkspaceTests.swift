import KSession
import Testing

@Suite("A session's values end neither its memory nor its stack")
struct WorkspaceTests {
  private static let tooDeep = "limit: values nested deeper than 64"
  private static let tooLarge = "wsfull: a value of more than 1073741824 bytes"

  /// What makes a value deeper, from the first one on, and where that ends.
  static let nestings = [
    (first: "x:()", next: "x:enlist x", message: tooDeep),
    ("x:`a`b!1 2", "x:(1#`a)!enlist x", tooDeep),
    ("x:`a`b!1 2", "x:`a`b!x", tooDeep),
    ("x:`a`b!1 2", "x:x!1 2", tooDeep),
    ("x:(1;`a)", "x:(x;x)", tooLarge),
    ("x:(1;`a)", "x:x!x", tooLarge),
    ("x:(1;`a)", "x:2#enlist x", tooLarge),
    ("x:(1;`a)", "x:x[(0 1;0 1)]", tooLarge),
    ("x:\"ab\"", "x:string x", tooDeep),
    (
      "x:module enlist(`relu;`a)", "x:module(`sequential;x)",
      "limit: modules nested deeper than 64"
    ),
    (
      "x:module enlist(`relu;`a)", "x:module(`sequential;x;x)",
      "limit: a module of more than 16384 modules"
    ),
  ]

  @Test("however it nests or doubles them", .timeLimit(.minutes(1)), arguments: nestings)
  func nesting(first: String, next: String, message: String) throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate(first)
    let error = #expect(throws: KError.self) {
      for _ in 0..<1000 { _ = try session.evaluate(next) }
    }
    #expect(error?.message == message)
    // What is there can be used, and is released with the session.
    #expect(try session.evaluate("x~x") == "1b")
    #expect(try session.evaluate("x") != nil)
  }

  @Test(
    "at once, where a call asks for too much", .timeLimit(.minutes(1)),
    arguments: [
      "134217728#enlist(1;2)", "134217729#0", "134217729#1b", "-134217729#`a",
      "til 134217729", "134217728 1#0", "100000000 0#0", "(64#2)#0", "0W#`a",
      "x:134217728#1b;x,0b", "(20000000#1b),`a", "string 20000000#1b",
      "raze 100000#enlist til 100000", "100000#enlist 100000#0",
      "(til 100000)[100000#enlist til 100000]", "(100000#0)+100000#enlist 100000#0",
      "(1#`a)!enlist 100000#enlist 100000#0", "vector 20000000#1b", "\"a\"each 20000000#1b",
      "t:tensor 2 1000000#0;tensor(t;200#0)", "v:vector 200#tensor til 1000000;vector v",
    ])
  func size(line: String) {
    let error = #expect(throws: KError.self) { try KSession(seed: 1).evaluate(line) }
    #expect(error?.message == Self.tooLarge)
  }

  @Test("by a shape of more sizes than values nest")
  func rank() {
    let error = #expect(throws: KError.self) { try KSession(seed: 1).evaluate("(1000000#1)#0") }
    #expect(error?.message == Self.tooDeep)
  }

  @Test("by the text that a line shows")
  func shown() throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate("\\c 2000 2000")
    let error = #expect(throws: KError.self) {
      try session.evaluate("show each 1000#enlist 2000 2000#7")
    }
    #expect(error?.message == Self.tooLarge)
  }

  @Test("by a line")
  func line() throws {
    let session = KSession(seed: 1)
    let count = KSession.maximumLineLength
    let longest = String(repeating: "1", count: count - 2)
    #expect(try session.evaluate("0x\(longest)") != nil)
    let error = #expect(throws: KError.self) { try session.evaluate("0x1\(longest)") }
    #expect(error?.message == "limit: a line of more than \(count) bytes")
    #expect(try #require(error).description.utf8.count < 2000)
  }

  @Test("in time that grows with their items", .timeLimit(.minutes(1)))
  func time() throws {
    let session = KSession(seed: 1)
    for (line, answer) in [
      ("count raze 100000#enlist 1 2", "200000"),
      ("count raze 100000#enlist(1;`a)", "200000"),
      ("count raze enlist each til 100000", "100000"),
      ("d:(til 20000)!til 20000;sum d til 20000", "199990000"),
      ("sum d each til 20000", "199990000"),
      ("count d,d", "20000"),
      ("count raze 20000#enlist `a`b!1 2", "2"),
      ("count(til 20000)#d", "20000"),
      ("(til 2000000)~(til 2000000)til 2000000", "1b"),
    ] {
      #expect(try session.evaluate(line) == answer, "\(line)")
    }
  }

  @Test("and what is said of them is a line of moderate length")
  func message() throws {
    let session = KSession(seed: 1)
    let name = String(repeating: "x", count: 100_000)
    for line in [name, "gain `\(name)", "dict(dict(1#`a)!enlist 1 2;`\(name))"] {
      let error = #expect(throws: KError.self) { try session.evaluate(line) }
      #expect(try #require(error).description.utf8.count < 4000)
    }
    let error = #expect(throws: KError.self) { try session.evaluate("gain `$\"a\\nb\"") }
    #expect(error?.message.hasPrefix("gain: `a\\nb is not") == true)
  }
}
