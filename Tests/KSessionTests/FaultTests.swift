import KSession
import Testing

@Suite("What is wrong is said in a line, and nothing is written")
struct FaultTests {
  /// Tensors of each kind, whose elements are all 7.
  private static let setup = [
    "t:tensor 3 4#7e", "s:tensor 7e", "i:tensor 3#7", "v:vector(3#7e;2 2#7e)",
    "d:dict `a`b!(2 2#7e;3#7e)",
  ]
  private static let state = "(tensor t;tensor s;tensor i;vector v;dict d)"

  /// A call, and the message.
  static let calls = [
    // Wrong indices
    ("normal(t;1#3)", "normal: row is 3; expected an index in 0..<3"),
    ("zeros(t;0 1 -1)", "zeros: row is -1; expected an index in 0..<3"),
    ("zeros(t;0 1 3)", "zeros: row is 3; expected an index in 0..<3"),
    ("zeros(v;0 2)", "zeros: the position is 2; expected a position in 0..<2"),
    ("zeros(v;-1)", "zeros: the position is -1; expected a position in 0..<2"),
    ("zeros(s;0)", "zeros: the tensor's shape is []; expected at least 1 dimension"),
    ("zeros(s;1#0)", "zeros: the tensor's shape is []; expected at least 1 dimension"),
    ("tensor(t;3)", "tensor: index is 3; expected an index in 0..<3"),
    ("tensor(s;0)", "tensor: the tensor's shape is []; expected at least 1 dimension"),
    ("tensor(s;0#0)", "tensor: the tensor's shape is []; expected at least 1 dimension"),
    ("vector(v;2)", "vector: the position is 2; expected a position in 0..<2"),
    // Wrong names
    ("zeros(d;`zeta)", "zeros: unknown tensor 'zeta'; expected one of a, b"),
    (
      "zeros(module enlist(`leakyrelu;.1);`weight)",
      "zeros: unknown tensor 'weight'; there are none"
    ),
    ("zeros(dict(0#`)!();`a)", "zeros: unknown tensor 'a'; there are none"),
    ("zeros(d;`a`b`zeta)", "zeros: unknown tensor 'zeta'; expected one of a, b"),
    ("dict(d;`c)", "dict: there is no tensor `c"),
    // A selector of the wrong kind
    (
      "zeros(d;0)",
      "zeros: what selects is longs; expected symbols, since the target's tensors have names"
    ),
    ("zeros(t;`a)", "zeros: what selects is symbols; expected longs, since the target is a tensor"),
    ("zeros(v;`a)", "zeros: what selects is symbols; expected longs, since the target is a vector"),
    ("zeros(t;1.5)", "zeros: what selects is neither longs nor symbols"),
    ("normal(t;0 1i)", "normal: what selects is neither longs nor symbols"),
    ("normal(3 4#0e;0 1)", "normal: only fill selects within a k array"),
    ("normal(3 4#0e;`a)", "normal: names don't select within a k array"),
    ("fill(3 4#0e;3;1)", "fill: row is 3; expected an index in 0..<3"),
    // Wrong options
    ("normal(t;0;-1)", "normal: std is -1.0; expected a number of 0 or more"),
    ("normal(t;0.5;1;2)", "normal: what selects is neither longs nor symbols"),
    ("normal(t;1#0;1;2;3)", "normal: 3 options; expected at most 2"),
    ("normal(t;0;`a)", "normal: the standard deviation is not a number"),
    ("zeros(t;0;1)", "zeros: 1 option; expected at most 0"),
    ("geometric t", "geometric: the probability is missing"),
    ("geometric(t;1#1)", "geometric: the probability is missing"),
    ("snormal t", "snormal: the fraction is missing"),
    ("fill t", "fill: the value is missing"),
    ("random(t;.5)", "random: the first limit is not an integer"),
    ("random(t;5;5)", "random: low is 5; expected less than high, 5"),
    ("knormal(t;`rule)", "knormal: `rule is neither a non-linearity nor `fanin or `fanout"),
    ("knormal(t;`relu;`tanh)", "knormal: the non-linearity is given twice"),
    ("knormal(t;`fanin;`fanout)", "knormal: the fan mode is given twice"),
    ("knormal(t;`relu;.1;.2)", "knormal: the slope is given twice"),
    (
      "fill(i;9007199254740993)",
      "fill: the value is 9007199254740993; expected one that a float holds"
    ),
    // A tensor for which it isn't defined
    ("uniform i", "uniform: the tensor's dtype is int64; expected a floating-point dtype"),
    ("eye(t;0)", "eye: row 0: the tensor's shape is [4]; expected 2 dimensions"),
    (
      "knormal v",
      "knormal: tensor 0: the tensor's shape is [3]; expected at least 2 dimensions, from which fan in "
        + "and fan out are computed"
    ),
    ("eye d", "eye: 'b': the tensor's shape is [3]; expected 2 dimensions"),
    ("eye(d;`a`b)", "eye: 'b': the tensor's shape is [3]; expected 2 dimensions"),
    // What is no array
    ("tensor(1 2;3)", "tensor: expected a rectangular array of numbers of one type"),
    ("tensor `a", "tensor: expected a rectangular array of numbers of one type"),
    ("tensor ()", "tensor: expected a rectangular array of numbers of one type"),
    ("normal(1 2e;3 4 5e)", "normal: what selects is neither longs nor symbols"),
    ("normal `a", "normal: expected a rectangular array of numbers of one type"),
    ("vector(1 2;(1;`a))", "vector: expected a rectangular array of numbers of one type"),
    ("dict `a`a!1 2", "dict: `a is there twice"),
    ("dict 1 2", "dict: expected a dictionary with symbols as keys, as in `a`b!(0e;1e)"),
    ("dict t", "dict: the argument has no names"),
    ("tensor v", "tensor: the argument is of another kind"),
    ("vector t;tensor(t;0;0)", "tensor: 3 arguments; expected 1 or 2"),
    // Gains and seeds
    (
      "gain `rule",
      "gain: `rule is not a non-linearity; expected one of `linear`conv1d`conv2d`conv3d"
        + "`convtranspose1d`convtranspose2d`convtranspose3d`sigmoid`tanh`relu`leakyrelu`selu"
    ),
    ("gain 5", "gain: expected the name of a non-linearity, as in gain `relu"),
    ("gain(`leakyrelu;0w)", "gain: slope is inf; expected a finite number"),
    ("seed `a", "seed: expected one integer, or none to see the seed"),
  ]

  @Test("of a call", arguments: calls)
  func call(line: String, message: String) throws {
    let session = KSession(seed: 1)
    for line in Self.setup { _ = try session.evaluate(line) }
    _ = try session.evaluate("before:\(Self.state)")
    let error = #expect(throws: KError.self) { try session.evaluate(line) }
    #expect(error?.message == message)
    #expect(error?.message.contains { $0.isNewline } == false)
    #expect(try session.evaluate("before~\(Self.state)") == "1b")
    // The same call without a fault does write, so that the line above can tell.
    _ = try session.evaluate("zeros t")
    #expect(try session.evaluate("before~\(Self.state)") == "0b")
  }

  /// An expression, the message, and the place of the caret.
  static let expressions = [
    ("foo", "foo", 0), ("1+foo", "foo", 2), ("1+`a", "type: + is for numbers", 1),
    ("1 2+1 2 3", "length: + has 2 items on the left and 3 on the right", 3),
    ("`a`b!1 2 3", "length: ! has 2 keys and 3 values", 4),
    ("(1;2", "unmatched opening bracket", 0), ("1)", "unmatched closing bracket", 1),
    ("(1;2]", "unmatched closing bracket", 4), ("enlist[1", "unmatched opening bracket", 0),
    ("\"abc", "the string has no closing quote", 0), ("1+", "the expression ends too early", 2),
    ("+1", "nothing stands left of +", 0), ("1;;)", "nothing stands left of )", 3),
    ("(1;;2)", "nyi: elided items", 3), ("{x}", "nyi: {", 0),
    ("1 2x", "2x: not a number of type long", 0),
    ("0xgg", "0xgg: not bytes", 0), ("012b", "012b: not booleans", 0),
    ("99999999999999999999", "99999999999999999999: not a number of type long", 0),
    ("40000h", "40000: not a number of type short", 0),
    ("10000000000000#0", "wsfull: a value of more than 1073741824 bytes", 14),
    ("1000000 1000000#0", "wsfull: a value of more than 1073741824 bytes", 15),
    ("1000000000 0#0", "wsfull: a value of more than 1073741824 bytes", 12),
    (
      "9223372036854775807 9223372036854775807#0",
      "wsfull: a value of more than 1073741824 bytes", 39
    ),
    ("0N#1", "length: the count left of # is null", 2),
    ("0N 2#1", "length: # takes a shape of sizes of 0 or more", 4),
    ("(100#1)#0", "limit: values nested deeper than 64", 7),
    ("3 -1#0", "length: # takes a shape of sizes of 0 or more", 4),
    ("til -1", "type: til: expected a number of 0 or more", 0),
    ("1 2 `a", "type: an index is not an integer", 0),
    ("`a 1", "type: the left is neither a function nor a list", 0),
    ("count:5", "assign: count is a word of q", 0),
    ("5:6", "assign: the left of : is not a name", 1),
    ("\\x", "nyi: \\x", 0), ("é", "nyi: é", 0),
  ]

  @Test("of an expression, with a caret at the place", arguments: expressions)
  func expression(line: String, message: String, column: Int) {
    let error = #expect(throws: KError.self) { try KSession(seed: 1).evaluate(line) }
    #expect(error?.message == message)
    #expect(error?.column == column)
    let caret = String(repeating: " ", count: 7 + column) + "^"
    #expect(error?.description == "'\(error?.message ?? "")\n  [0]  \(line)\n\(caret)")
  }

  @Test("of nesting too deep for the stack")
  func nesting() throws {
    let session = KSession(seed: 1)
    for line in [
      String(repeating: "(", count: 20_000), String(repeating: "1+", count: 20_000),
      String(repeating: "enlist ", count: 20_000), String(repeating: "a:", count: 20_000),
      String(repeating: "til[", count: 20_000), "1" + String(repeating: "[1]", count: 20_000),
    ] {
      #expect(throws: KError.self) { try session.evaluate(line) }
    }
  }

  @Test("in few bytes, be it of characters of many code points")
  func length() throws {
    let long = "e" + String(repeating: "\u{301}", count: 200_000)
    let family = String(repeating: "\u{1f469}\u{200d}", count: 100_000)
    for line in [long, "1+" + family, "foo;" + long, "`" + long + "+1", "\"\(long)"] {
      let error = try #require(throws: KError.self) { try KSession(seed: 1).evaluate(line) }
      #expect(error.description.utf8.count < 20_000)
    }
  }

  @Test("and the session goes on")
  func recovery() throws {
    let session = KSession(seed: 1)
    #expect(throws: KError.self) { try session.evaluate("a:5;b:foo;a:6") }
    #expect(try session.evaluate("a") == "5")
    #expect(throws: KError.self) { try session.evaluate("b") }
  }

  @Test("and what was shown before comes with the fault")
  func shown() throws {
    let session = KSession(seed: 1)
    let error = #expect(throws: KError.self) { try session.evaluate("show 1;show 2 3;foo;show 4") }
    #expect(error?.message == "foo")
    #expect(error?.printed == "1\n2 3")
    #expect(#expect(throws: KError.self) { try session.evaluate("foo") }?.printed == nil)
  }
}
