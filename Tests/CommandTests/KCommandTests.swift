import Foundation
import TestSupport
import Testing

@Suite("k holds a session")
struct KCommandTests {
  private func k(_ input: String, _ arguments: String...) async throws -> CommandResult {
    try await run(builtExecutable("tensor-init"), ["k"] + arguments, standardInput: input)
  }

  @Test("of standard input, and prints what q prints")
  func standardInput() async throws {
    let result = try await k(
      """
      t:tensor 3 4#0e / a tensor
      ones(t;0 2)

      tensor t
      gain `relu
      5;
      """)
    expectSuccess(result)
    #expect(result.standardOutput == "1 1 1 1\n0 0 0 0\n1 1 1 1\n1.414214\n")
  }

  @Test("that goes on after an error and ends with status 1")
  func errors() async throws {
    let result = try await k("1+`a\n2+2\nfoo\n")
    #expect(result.standardOutput == "4\n")
    #expect(
      result.standardError
        == "'type: + is for numbers\n  [0]  1+`a\n        ^\n'foo\n  [0]  foo\n       ^\n")
    #expect(result.exitStatus == 1)
  }

  @Test("that prints what is shown before an error")
  func shown() async throws {
    let result = try await k("show 1;foo\n2\n")
    #expect(result.standardOutput == "1\n2\n")
    #expect(result.standardError == "'foo\n  [0]  show 1;foo\n              ^\n")
    #expect(result.exitStatus == 1)
    try await withTemporaryFolder { folder in
      let text = "\u{FEFF}show 1;foo\n2\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/x.k"))
      let result = try await tensorInit("k", "x.k", in: folder)
      #expect(result.standardOutput == "1\n")
      #expect(
        result.standardError == "x.k:1: 'foo\n  [0]  show 1;foo\n              ^\n")
    }
  }

  @Test("that ends early when it is asked to", arguments: [("\\\\", 0), ("exit 3", 3)])
  func end(line: String, status: Int32) async throws {
    let result = try await k("1\n\(line)\n2\n")
    #expect(result.standardOutput == "1\n")
    #expect(result.exitStatus == status)
  }

  @Test("of a file, up to its first error")
  func file() async throws {
    try await withTemporaryFolder { folder in
      let text = "/ comment\nx:fill(2 2#0;\n  5)\nx\nzeros x\n\nfill(x;`a)\n7\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/x.k"))
      let result = try await tensorInit("k", "x.k", in: folder)
      #expect(result.standardOutput == "5 5\n5 5\n0 0\n0 0\n")
      #expect(
        result.standardError
          == "x.k:7: 'fill: the value is not a number\n  [0]  fill(x;`a)\n       ^\n")
      #expect(result.exitStatus == 1)
      let missing = try await tensorInit("k", "y.k", in: folder)
      expectFault(missing, exitStatus: 1, "y.k: can't read: No such file or directory")
    }
  }

  @Test("of a file whose name stays on its line")
  func fileName() async throws {
    try await withTemporaryFolder { folder in
      try write("foo\n", to: folder + "/x\n\u{1b}.k")
      let result = try await tensorInit("k", "x\n\u{1b}.k", in: folder)
      #expect(result.standardError == #"x\n\u{1B}.k:1: 'foo"# + "\n  [0]  foo\n       ^\n")
    }
  }

  @Test("that repeats with its seed")
  func seed() async throws {
    let line = "normal 3 4#0e\n"
    let first = try await k(line, "--seed", "7")
    expectSuccess(first)
    #expect(try await k(line, "--seed", "7").standardOutput == first.standardOutput)
    #expect(try await k("seed 7\n" + line).standardOutput == first.standardOutput)
    #expect(try await k(line).standardOutput != first.standardOutput)
    let largest = try await k("seed[]\n", "--seed", "18446744073709551615")
    #expect(largest.standardOutput == "-1\n")
  }

  @Test("that draws what PyTorch draws where that is asked for", arguments: ["torch", "ktorch"])
  func torch(generator: String) async throws {
    let lines = "uniform 3#0e\nseed 0\nuniform 3#0e\n"
    let result = try await k(lines, "--generator", generator, "--seed", "0")
    expectSuccess(result)
    // torch.manual_seed(0); torch.rand(3)
    let line = "0.4962566 0.7682218 0.08847743e\n"
    #expect(result.standardOutput == line + line)
    let unknown = try await k("", "--generator", "phlox")
    expectFault(unknown, exitStatus: 64, "unknown generator 'phlox'; did you mean 'philox'?")
  }

  @Test(
    "of standard input that can be read, and no other",
    arguments: [("<&-", "Bad file descriptor"), ("< .", "Is a directory")])
  func unreadable(redirection: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell("$command k \(redirection)", in: folder)
      expectFault(result, exitStatus: 1, "standard input: can't read: \(reason)")
      let folderAsFile = try await tensorInit("k", ".", in: folder)
      expectFault(folderAsFile, exitStatus: 1, ".: can't read: Is a directory")
      expectSuccess(try await shell("$command k < /dev/null", in: folder))
    }
  }

  @Test("of lines that end")
  func endless() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell("(echo 1+2; cat /dev/zero) | $command k", in: folder)
      #expect(result.standardOutput == "3\n")
      #expect(
        result.standardError
          == "Error: standard input:2:1048577: the line is longer than 1048576 bytes\n")
      #expect(result.exitStatus == 1)
    }
  }

  @Test("of lines in UTF-8, and goes on after one that isn't")
  func encoding() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(#"printf '"\303\251"\n"\351"\n3' | $command k"#, in: folder)
      #expect(result.standardOutput == "\"\\303\\251\"\n3\n")
      #expect(result.standardError == "'the line is not UTF-8\n")
      #expect(result.exitStatus == 1)
    }
  }

  @Test("whose answers are written, or it ends")
  func fullDevice() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell("(echo 1; echo 2) | $command k > /dev/full", in: folder)
      expectFault(
        result, exitStatus: 1, "standard output: can't write: No space left on device")
    }
  }

  /// What makes large values of those before.
  static let large = [
    "x:(1;`a);x:(x;x);x", "a,a", "a+1", "a*2.5", "`real$a", "`short$a", "a=a", "a a", "a,`a",
    "string a", "1000000#enlist(1;2)", "raze 1000#enlist a", "d:a!a", "d 5", "d,d",
    "sum each 100000#a", "random a", "t:tensor a", "tensor t", "tensor(tensor 2 8000000#0;0 1)",
    "(8000000#0)!8000000#0",
    "module enlist(`linear;100000;100000)", "avg a", "count 1000 1000#a", "`$string a", "show a",
    "vector 100000#0", "parms module enlist(`lstm;1;1;10000)",
  ]

  @Test("with little memory", arguments: [400, 700])
  func memory(megabytes: Int) async throws {
    try await withTemporaryFolder { folder in
      let lines = ["a:til 3000000"] + Self.large + ["1+2"]
      try write(lines.joined(separator: "\n") + "\n", to: folder + "/lines")
      let result = try await shell(
        "ulimit -v \(megabytes)000; $command k < lines", in: folder,
        environment: ["OPENBLAS_NUM_THREADS": "1"])
      #expect(result.standardOutput.hasSuffix("\n3\n"))
      #expect(result.standardError.contains("'wsfull: "))
      #expect(result.exitStatus == 1)
    }
  }

  // MARK: On a terminal

  private static let script = "/usr/bin/script"
  private static let hasTerminals = FileManager.default.isExecutableFile(atPath: script)

  /// Types keys, written as for printf, into a session on a terminal with these settings, and gives back
  /// what the terminal shows.
  private func shown(
    _ keys: String, settings: String, in folder: String
  ) async throws -> CommandResult {
    try await shell(
      """
      (sleep 1; printf '\(keys)'; sleep 1) \
      | \(Self.script) --quiet --return \
      --command "stty cols 60 \(settings); $command k; stty -a" /dev/null
      """, in: folder)
  }

  /// Keys that come before the session makes the terminal raw are then not edited by the terminal.
  private static let raw = "-icanon -echo -isig -icrnl -iexten"

  @Test(
    "with a prompt and line editing on a terminal",
    .enabled(if: hasTerminals, "needs util-linux's script"),
    arguments: [
      (#"1+2\r\033[A\1775\r"#, ["3", "6"]), (#"2+2\0011+\r"#, ["5"]),
      (#"34\033[D1+\r"#, ["35"]), (#"+4\0013\r"#, ["7"]), (#"4+3\001\0135+1\r"#, ["6"]),
      (#"junk\0255+2\r"#, ["7"]), (#"5+9 9\0271\r"#, ["14 6"]), (#"75\033[D\033[3~\r"#, ["7"]),
      (#"1\r2\r\033[A\033[A+7\r"#, ["1", "2", "8"]), (#"2\r3\033[A\033[B+4\r"#, ["2", "7"]),
      (#"junk\0035+3\r"#, ["8"]), (#"4\033OH5+\033OF1\r"#, ["46"]),
      (#"foo\r3+3\r"#, ["'foo", "6"]), (#"\"\303\251\177x\"\r"#, [#""x""#]),
      (#"2\033[99~\033[1;5A\007+3\r"#, ["5"]),
    ])
  func keys(keys: String, answers: [String]) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shown(keys + #"\004"#, settings: Self.raw, in: folder)
      #expect(result.exitStatus == 0)
      let lines = result.standardOutput.split { $0.isNewline }.map(String.init)
      for answer in answers { #expect(lines.contains(answer), "\(lines)") }
      // What is typed is drawn by the session, behind its prompt.
      #expect(result.standardOutput.contains("\rq)"))
    }
  }

  @Test(
    "which is afterwards as it was",
    .enabled(if: hasTerminals, "needs util-linux's script"),
    arguments: [#"1+2\r"#, #"foo\r"#, #"\\\\\\\\\r"#, #"exit 0\r"#])
  func restored(keys: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shown(keys + #"\004"#, settings: "", in: folder)
      let words = Set(result.standardOutput.split(whereSeparator: \.isWhitespace))
      for setting in ["icanon", "echo", "isig", "icrnl", "iexten"] {
        #expect(words.contains(Substring(setting)), "\(setting)")
      }
    }
  }

  @Test(
    "in which a line that is too wide scrolls",
    .enabled(if: hasTerminals, "needs util-linux's script"))
  func wide() async throws {
    try await withTemporaryFolder { folder in
      let sum = (1...40).map { "\($0)" }.joined(separator: "+")
      let result = try await shown(
        #"\#(sum)\r\004"#, settings: Self.raw, in: folder)
      #expect(result.standardOutput.contains("820"))
      for drawn in result.standardOutput.split(separator: "\r") where drawn.hasPrefix("q)") {
        #expect(drawn.prefix { $0 != "\u{1b}" }.count < 60)
      }
    }
  }
}
