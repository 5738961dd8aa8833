import KSession
import Testing

@Suite("Values are printed as q prints them")
struct PrintingTests {
  /// What is typed, and the lines of the answer.
  static let values: [(String, [String])] = [
    // Atoms
    ("5", ["5"]), ("-5", ["-5"]), ("5i", ["5i"]), ("5h", ["5h"]), ("5j", ["5"]),
    ("5e", ["5e"]), ("5f", ["5f"]), ("5.5", ["5.5"]), (".5", ["0.5"]), ("2.5e", ["2.5e"]),
    ("1b", ["1b"]), ("0x0f", ["0x0f"]), ("\"c\"", ["\"c\""]), ("`a", ["`a"]), ("`", ["`"]),
    ("0n", ["0n"]), ("0w", ["0w"]), ("-0w", ["-0w"]), ("0N", ["0N"]), ("0W", ["0W"]),
    ("-0W", ["-0W"]), ("0Ni", ["0Ni"]), ("0Wh", ["0Wh"]), ("0Ne", ["0Ne"]), ("0we", ["0we"]),
    // Seven digits
    ("1%3", ["0.3333333"]), ("2%3e", ["0.6666667e"]), ("100000.0*123", ["1.23e+07"]),
    ("12345678f", ["1.234568e+07"]), ("1e10", ["1e+10"]), ("0.00001", ["1e-05"]),
    ("1000000f", ["1000000f"]), ("0.1e", ["0.1e"]), ("16777216e", ["1.677722e+07e"]),
    // Lists of one type
    ("1 2 3", ["1 2 3"]), ("1 -2", ["1 -2"]), ("1 2 3e", ["1 2 3e"]), ("4 2 4f", ["4 2 4f"]),
    ("1 2.5", ["1 2.5"]), ("98 99 100.0", ["98 99 100f"]), ("1e10 1", ["1e+10 1"]),
    ("0n 1", ["0n 1"]), ("0w 1", ["0w 1"]), ("0N 1e", ["0N 1e"]), ("0N 1", ["0N 1"]),
    ("5 6i", ["5 6i"]), ("5 6h", ["5 6h"]), ("0 0N 5h", ["0 0N 5h"]), ("01b", ["01b"]),
    ("0x0102", ["0x0102"]), ("\"abc\"", ["\"abc\""]), ("`a`b", ["`a`b"]),
    ("`fc.weight`running_mean", ["`fc.weight`running_mean"]), ("\"a\\\"b\"", ["\"a\\\"b\""]),
    // Of one element and of none
    ("1#3", [",3"]), ("1#3e", [",3e"]), ("1#.5", [",0.5"]), ("1#2f", [",2f"]), ("1#`a", [",`a"]),
    ("1#\"c\"", [",\"c\""]), ("1#1b", [",1b"]), ("1#0x01", [",0x01"]), ("enlist 3", [",3"]),
    ("0#3", ["`long$()"]), ("0#3e", ["`real$()"]), ("0#`", ["`symbol$()"]), ("0#\"a\"", ["\"\""]),
    ("0#1b", ["`boolean$()"]), ("()", ["()"]), ("`float$()", ["`float$()"]),
    // Lists of lists of one count are columns.
    ("2 3#til 6", ["0 1 2", "3 4 5"]), ("2 2#1e", ["1 1", "1 1"]), ("2 2#1 2h", ["1 2", "1 2"]),
    ("(1 20;300 4)", ["1   20", "300 4 "]), ("(1.5 2;3 4.25)", ["1.5 2   ", "3   4.25"]),
    ("(`a`b`c;10 20 30)", ["a  b  c ", "10 20 30"]), ("(1 0N;2 3)", ["1  ", "2 3"]),
    ("1 4#0e", ["0 0 0 0"]), ("3 1#til 3", ["0", "1", "2"]),
    ("((1;`a);(2;`b))", ["1 `a", "2 `b"]),
    ("((1 2;3 4;5 6);(10 20;30 40;50 60))", ["1 2   3 4   5 6  ", "10 20 30 40 50 60"]),
    // But texts are not.
    ("(01b;10b)", ["01b", "10b"]), ("(\"ab\";\"cd\")", ["\"ab\"", "\"cd\""]),
    ("2 2#0x01", ["0x0101", "0x0101"]), ("2 0#1", ["`long$()", "`long$()"]),
    // Other lists are a line an item.
    ("(1 2 3e;4 5f)", ["1 2 3e", "4 5f"]), ("(1;`a;\"s\")", ["1", "`a", "\"s\""]),
    ("(1 2;2 2#3e)", ["1   2  ", "3 3 3 3"]), ("(1;2 3;(4 5;6))", ["1", "2 3", "(4 5;6)"]),
    ("(1 2 3;2 2#3e)", ["1 2 3", "(3 3e;3 3e)"]), ("(1 2;1 4#3e)", ["1 2", ",3 3 3 3e"]),
    // Dictionaries
    ("`a`bcd!1 2", ["a  | 1", "bcd| 2"]), ("`a`b!1 2e", ["a| 1", "b| 2"]),
    ("`a`b!`x`y", ["a| x", "b| y"]), ("`a`b!0N 2", ["a| ", "b| 2"]),
    ("`a`b!(1 2e;3 4e)", ["a| 1 2", "b| 3 4"]), ("`a`b!(1 2e;3 4 5)", ["a| 1 2e", "b| 3 4 5"]),
    ("`a`b!(2 2#1 2e;3 4f)", ["a| 1 2 1 2", "b| 3   4  "]),
    ("`a`b!(1 4#0e;3#1)", ["a| ,0 0 0 0e", "b| 1 1 1"]), ("10 2!3 4", ["10| 3", "2 | 4"]),
    ("(1;`a`b!1 2)", ["1", "`a`b!1 2"]), ("(1;(1#`a)!1#1)", ["1", "(,`a)!,1"]),
    // Nothing
    ("", []), ("/ a comment", []), ("5;", []), ("a:5", []), ("::", []), ("a:5;a+1", ["6"]),
    ("5 / five", ["5"]), ("q)5", ["5"]),
    // Bytes that are no characters
    ("zeros \"ab\"", ["\"\\000\\000\""]), ("\"é\"", ["\"\\303\\251\""]),
    ("\"\\303\\251\"~\"é\"", ["1b"]), ("\"a\\n\\t\\\\\"", ["\"a\\n\\t\\\\\""]),
    ("\"a / b\"", ["\"a / b\""]),
  ]

  @Test("one by one", arguments: values)
  func value(typed: String, lines: [String]) throws {
    let printed = try KSession(seed: 1).evaluate(typed)
    #expect(printed == (lines.isEmpty ? nil : lines.joined(separator: "\n")))
  }

  @Test("in 80 columns, beyond which two dots stand for the rest")
  func columns() throws {
    let session = KSession(seed: 1)
    let long = try #require(try session.evaluate("til 100"))
    #expect(
      long
        == "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 ..")
    #expect(try session.evaluate("79#\"x\"")?.count == 79)
    #expect(try session.evaluate("77#\"x\"") == "\"\(String(repeating: "x", count: 77))\"")
    #expect(try session.evaluate("78#\"x\"") == "\"\(String(repeating: "x", count: 76))..")
    #expect(try session.evaluate("2 1000#7")?.split(separator: "\n").map(\.count) == [79, 79])
    #expect(
      try session.evaluate("`a`b!(100#1;200#2)")?.split(separator: "\n").map(\.count) == [79, 79])
    #expect(
      try session.evaluate("(1;(1000#1;2 1000#`x))")?.split(separator: "\n").map(\.count) == [
        1, 79,
      ])
  }

  @Test("at once, however often lists share their items", .timeLimit(.minutes(1)))
  func sharing() throws {
    let session = KSession(seed: 1)
    _ = try session.evaluate("x:1 2")
    _ = try session.evaluate("y:1")
    for _ in 0..<20 { _ = try session.evaluate("x:(x;x)") }
    for _ in 0..<12 { _ = try session.evaluate("y:(y;`a)!(y;y)") }
    let numbers = String(repeating: "1 2 ", count: 19) + "1.."
    #expect(try session.evaluate("x") == "\(numbers)\n\(numbers)")
    #expect(try session.evaluate("(0;x)")?.split(separator: "\n").map(\.count) == [1, 79])
    #expect(try session.evaluate("y")?.split(separator: "\n").map(\.count) == [79, 79])
    #expect(try session.evaluate("(y;y)")?.split(separator: "\n").map(\.count) == [79, 79])
    _ = try session.evaluate("\\c 2000 2000")
    #expect(try session.evaluate("x")?.split(separator: "\n").map(\.count) == [1999, 1999])
  }

  @Test("in 23 lines, the last of which is two dots where there are more")
  func lines() throws {
    let session = KSession(seed: 1)
    for (typed, count) in [("23 2#1", 23), ("24 2#1", 23), ("1000 2#1", 23)] {
      let lines = try #require(try session.evaluate(typed)).split(separator: "\n")
      #expect(lines.count == count)
      #expect((lines.last == "..") == (typed != "23 2#1"))
    }
    let lines = try #require(try session.evaluate("(til 30)!til 30")).split(separator: "\n")
    #expect(lines.count == 23)
    #expect(lines.prefix(2) == ["0 | 0", "1 | 1"])
    #expect(lines.suffix(2) == ["21| 21", ".."])
  }

  @Test("with as many digits and in as much room as is asked for")
  func settings() throws {
    let session = KSession(seed: 1)
    #expect(try session.evaluate("\\P") == "7i")
    #expect(try session.evaluate("\\P 4") == nil)
    #expect(try session.evaluate("1%3") == "0.3333")
    #expect(try session.evaluate("\\P 0") == nil)
    #expect(try session.evaluate("1%3") == "0.33333333333333331")
    #expect(try session.evaluate("\\c 10 20") == nil)
    #expect(try session.evaluate("til 100") == "0 1 2 3 4 5 6 7 8..")
    #expect(try session.evaluate("20 2#1")?.split(separator: "\n").count == 8)
    #expect(throws: KError.self) { try session.evaluate("\\P 18") }
    #expect(throws: KError.self) { try session.evaluate("\\c 10") }
    #expect(throws: KError.self) { try session.evaluate("\\l file") }
  }
}
