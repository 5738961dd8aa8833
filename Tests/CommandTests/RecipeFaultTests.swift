import Foundation
import TestSupport
import Testing

@Suite("checkpoint says where a recipe is wrong, and writes nothing")
struct RecipeFaultTests {
  /// Stands for a tensor without fault.
  private static let tensor = "{shape: [2], initializer: zeros}"

  static let faults: [(recipe: String, fault: String)] = [
    ("", "1:1: the file is empty"),
    ("# nothing\n", "1:1: the file is empty"),
    (
      "- a\n",
      "1:1: expected a mapping with the keys name, dtype, seed, vars, sizes, size, initializer, tensors, "
        + "rules, tie, from, buffers, anchors, found a list"
    ),
    ("seed: 3\n", "1:1: the recipe has no 'tensors'"),
    ("tensors: {}\n", "1:10: the recipe has no tensors"),
    ("tensors: [a]\n", "1:10: expected tensors by their names, found a list"),
    (
      "tensors:\n  a:\n",
      "2:5: expected a mapping with the keys shape, initializer, rows, dtype, buffer, blocks, axis, groups, found nothing"
    ),
    // Unknown keys.
    ("tensrs:\n  a: T\n", "1:1: unknown recipe key 'tensrs'; did you mean 'tensors'?"),
    (
      "colour: red\ntensors:\n  a: T\n",
      "1:1: unknown recipe key 'colour'; expected one of name, dtype, seed, vars, sizes, size, "
        + "initializer, tensors, rules, tie, from, buffers, anchors"
    ),
    (
      "tensors:\n  a: {shape: [2], initializer: zeros, dtpe: float32}\n",
      "2:39: unknown tensor key 'dtpe'; did you mean 'dtype'?"
    ),
    (
      "tensors:\n  a: {shape: [2], initializer: normal(mean=1, std=2)}\n",
      "2:47: 'std=2)' is not a key; a value with a comma in it needs quotes"
    ),
    // Duplicates.
    ("tensors:\n  a: T\n  b: T\n  a: T\n", "4:3: the key 'a' is given twice, first in line 2"),
    (
      "tensors:\n  b: T\n  'a': T\n  b: T\n  \"a\": T\n  a: T\n",
      "4:3: the key 'b' is given twice, first in line 2"
    ),
    (
      "tensors:\n  a: {shape: [2], shape: [3], shape: [4], initializer: zeros}\n",
      "2:19: the key 'shape' is given twice, first in line 2"
    ),
    (
      "seed: 1\ntensors:\n  seed: T\n  é: {shape: [2], a: 1, a: 2, b: 1, b: 2}\nseed: 2\n",
      "4:25: the key 'a' is given twice, first in line 4"
    ),
    (
      "tensors:\n  e\u{301}: T\n  \u{e9}: T\n  e\u{301}: T\n",
      "4:3: the key 'e\u{301}' is given twice, first in line 2"
    ),
    (
      #"tensors:\n  "e\u0301": T\n  "\u00e9": T\n  "\x65\u0301": T\n"#
        .replacing(#"\n"#, with: "\n"),
      "4:3: the key 'e\u{301}' is given twice, first in line 2"
    ),
    // Aliases.
    (
      keyOfAliases,
      "3:7: expected a mapping with the keys shape, initializer, rows, dtype, buffer, blocks, axis, groups, found a list"
    ),
    (
      "tensors:\n  a: &a {shape: [2], initializer: zeros}\n  b: *a\n  *a : T\n",
      "4:3: expected a tensor's name, found a mapping"
    ),
    (aliases, "4:12: more than 1000 mappings are merged"),
    (
      "tensors:\n  a: T\n  <<: {b: T}\n",
      "3:3: '<<' merges into the mapping of a tensor, not into that of all tensors"
    ),
    ("seed: 1\nSeed: 2\ntensors:\n  a: T\n", "2:1: the key 'seed' is given twice"),
    (
      "tensors:\n  h.{0..2}.a: T\n  h.1.a: T\n",
      "3:3: the tensor 'h.1.a' is given twice, first in line 2"
    ),
    (
      "tensors:\n  h.{0..2}.a: T\n  h.{2..3}.a: T\n",
      "3:3: the tensor 'h.2.a' is given twice, first in line 2"
    ),
    (
      "tensors:\n  h.{1..11}{1..11}: T\n",
      "2:3: the tensor 'h.111' is given twice, first in line 2"
    ),
    // Names and ranges.
    ("tensors:\n  h.{5..2}: T\n", "2:3: 'h.{5..2}': the range {5..2} ends before it begins"),
    ("tensors:\n  h.{a..b}: T\n", "2:3: 'h.{a..b}': 'a': unknown variable 'a'; there are none"),
    (
      "tensors:\n  h.{}: T\n",
      "2:3: 'h.{}': '{}' is not a range, as in {0..11} or {i=0..L-1..2}, a list, as in {q,k,v}, or a "
        + "number"
    ),
    (
      "tensors:\n  h.{0...1}: T\n",
      "2:3: 'h.{0...1}': '{0...1}' is not a range, as in {0..11} or {i=0..L-1..2}, a list, as in {q,k,v}, or a "
        + "number"
    ),
    (
      "tensors:\n  h.{-1..1}: T\n",
      "2:3: 'h.{-1..1}': the range begins at -1; expected a number of 0 or more"
    ),
    ("tensors:\n  h.{00..11}: T\n", "2:3: 'h.{00..11}': '00': the number 00 has leading zeros"),
    ("tensors:\n  h.{0..1: T\n", "2:3: 'h.{0..1': a '{' without a '}' after it"),
    ("tensors:\n  h.{0..{1}}: T\n", "2:3: 'h.{0..{1}}': a '{' without a '}' after it"),
    ("tensors:\n  h.0..1}: T\n", "2:3: 'h.0..1}': a '}' without a '{' before it"),
    (
      "tensors:\n  h.{0..1000000}: T\n",
      "2:3: 'h.{0..1000000}': too many tensors; a recipe has at most 1000000"
    ),
    (
      "tensors:\n  h.{0..99999999999}.{0..99999999999}: T\n",
      "2:3: 'h.{0..99999999999}.{0..99999999999}': too many tensors; a recipe has at most 1000000"
    ),
    (
      "tensors:\n  a.{0..999999}: T\n  b: T\n",
      "3:3: 'b': too many tensors; a recipe has at most 1000000"
    ),
    (
      "tensors:\n  __metadata__: T\n",
      "2:3: safetensors: a tensor's name is __metadata__; expected another name, as the format uses "
        + "this one itself"
    ),
    ("tensors:\n  '': T\n", "2:3: '' can't be a tensor's name"),
    // Shapes.
    ("tensors:\n  a: {initializer: zeros}\n", "2:3: the tensor 'a' has no 'shape'"),
    (
      "tensors:\n  a: {shape: 2, initializer: zeros}\n",
      "2:14: expected a list of sizes, as in [768, 3072], found '2'"
    ),
    (
      "tensors:\n  a: {shape: [2, x], initializer: zeros}\n",
      "2:18: 'x': unknown variable 'x'; there are none"
    ),
    (
      "tensors:\n  a: {shape: [2, 1.5], initializer: zeros}\n",
      "2:18: '1.5': it is 1.5; expected a whole number"
    ),
    (
      "tensors:\n  a: {shape: [2, -3], initializer: zeros}\n",
      "2:14: the tensor's shape is [2, -3]; expected sizes of 0 or more"
    ),
    (
      "tensors:\n  a: {shape: [4294967296, 4294967296], initializer: zeros}\n",
      "2:14: the tensor's shape is [4294967296, 4294967296]; expected a size in bytes that "
        + "fits 62 bits"
    ),
    (
      "tensors:\n  a.{0..9}: {shape: [1000000000000000000], dtype: int8, initializer: zeros}\n",
      "2:3: all tensors together are larger than 2^62 bytes"
    ),
    (
      "tensors:\n  a.{0..1}: {shape: [4611686018427387903], dtype: int8, initializer: zeros}\n",
      "2:3: all tensors together are larger than 2^62 bytes"
    ),
    // Types of values.
    ("dtype: flot32\ntensors:\n  a: T\n", "1:8: unknown dtype 'flot32'; did you mean 'float32'?"),
    (
      "tensors:\n  a: {shape: [2], initializer: zeros, dtype: [int8]}\n",
      "2:46: expected a dtype, found a list"
    ),
    ("seed: -1\ntensors:\n  a: T\n", "1:7: expected a seed, 0 to 2^64 - 1, found '-1'"),
    ("seed: '1'\ntensors:\n  a: T\n", "1:7: expected a seed, 0 to 2^64 - 1, found the text '1'"),
    ("name: {a: b}\ntensors:\n  a: T\n", "1:7: expected a name, found a mapping"),
    (
      "tensors:\n  a: {shape: [2], initializer: zeros, buffer: yes}\n",
      "2:47: expected true or false, found 'yes'"
    ),
    // Initializers.
    ("tensors:\n  a: {shape: [2]}\n", "2:3: the tensor 'a' has no 'initializer'"),
    (
      "tensors:\n  a: {shape: [2], initializer: }\n",
      "2:32: expected an initializer, found nothing"
    ),
    (
      "tensors:\n  a: {shape: [2], initializer: zeors}\n",
      "2:32: unknown initializer 'zeors'; did you mean 'zeros'?"
    ),
    (
      "tensors:\n  a: {shape: [2], initializer: 'normal(0, -1)'}\n",
      "2:32: normal: std is -1.0; expected a number of 0 or more"
    ),
    (
      "tensors:\n  ok: T\n  a: {shape: [2], initializer: eye}\n",
      "3:32: eye: the tensor's shape is [2]; expected 2 dimensions"
    ),
    (
      "tensors:\n  ok: T\n  a: {shape: [2], initializer: normal, dtype: int32}\n",
      "3:32: normal: the tensor's dtype is int32; expected a floating-point dtype"
    ),
    (
      "tensors:\n  a: {shape: [2147483648, 0], initializer: orthogonal}\n",
      "2:44: orthogonal: the tensor's shape is [2147483648, 0]; expected at most 2147483647 rows "
        + "(dimension 0) and columns (the others)"
    ),
    // YAML.
    (
      "tensors:\n  a: {shape: [2, initializer: zeros}\n",
      "2:36: while parsing a flow sequence at line 2, column 14: did not find expected ',' or ']'; names that "
        + "begin with '{', and within braces what has a comma or brackets, need quotes"
    ),
    (
      "tensors:\n\ta: T\n",
      "2:1: while scanning for the next token at line 2, column 1: found character that cannot "
        + "start any token"
    ),
    ("tensors:\n  a: *x\n", "2:6: found undefined alias; what begins with '*' needs quotes"),
    (
      "tensors:\n  a: T\n---\ntensors:\n",
      "3:1: a second document begins"
    ),
    ("tensors:\n  é\u{1}: T\n", "2:4: control characters are not allowed"),
    ("tensors:\r\n  é\u{1}: T\r\n", "2:4: control characters are not allowed"),
  ]

  /// Each line merges the one before it ten times.
  private static let aliases =
    "tensors:\n  a0: &a0 {shape: [2], initializer: zeros}\n"
    + (1...9).map { line in
      let before = Array(repeating: "*a\(line - 1)", count: 10).joined(separator: ", ")
      return "  a\(line): &a\(line) {<<: [\(before)]}\n"
    }.joined()

  /// A key that takes forever to compare with others.
  private static let keyOfAliases =
    "tensors:\n  x: T\n  a0: &a0 [x]\n"
    + (1...9).map { line in
      let before = Array(repeating: "*a\(line - 1)", count: 10).joined(separator: ", ")
      return "  a\(line): &a\(line) [\(before)]\n"
    }.joined() + "  ? [*a9]\n  : x\n"

  @Test("with line and column", arguments: faults)
  func fault(recipe: String, fault: String) async throws {
    let text = recipe.replacing(": T\n", with: ": \(Self.tensor)\n")
    try await withRecipe(text) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", in: folder)
      expectFault(result, exitStatus: 1, "recipe.yaml:\(fault)")
      #expect(try files(in: folder) == ["recipe.yaml"])
    }
  }

  @Test("where it is not UTF-8")
  func notUTF8() async throws {
    try await withTemporaryFolder { folder in
      let bytes = Data("tensors:\n  é".utf8) + [0xff] + Data(": x\n".utf8)
      try bytes.write(to: URL(fileURLWithPath: folder + "/recipe.yaml"))
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", in: folder)
      expectFault(result, exitStatus: 1, "recipe.yaml:2:4: the text is not UTF-8")
    }
  }

  @Test("where names are longer than a file's header may be")
  func longNames() async throws {
    let name = "x.{0..99}." + String(repeating: "y", count: 1_000_000)
    let recipe = "tensors:\n  ? \(name)\n  : {shape: [0], initializer: zeros}\n"
    try await withRecipe(recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--seed", "1", in: folder)
      expectFault(
        result, exitStatus: 1,
        "recipe.yaml:2:3: safetensors: the header is 100005896 bytes long; expected at most "
          + "100000000 bytes: fewer tensors or shorter names")
    }
  }

  @Test(
    "where NumPy's file can't have a name",
    arguments: [
      (
        "? \(String(repeating: "y", count: 70_000))\n  : T",
        "a tensor's name is 70000 bytes long; expected at most 65531 bytes"
      ),
      (
        "a: T\n  a.npy: T",
        "a tensor's name is 'a.npy'; expected another name, as there is also a tensor 'a'"
      ),
    ])
  func namesInNumPyFile(tensors: String, fault: String) async throws {
    let recipe = "tensors:\n  \(tensors)\n".replacing(": T\n", with: ": \(Self.tensor)\n")
    try await withRecipe(recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.npz", in: folder)
      expectFault(result, exitStatus: 1, "recipe.yaml:2:3: npz: \(fault)")
      #expect(try files(in: folder) == ["recipe.yaml"])
    }
  }

  @Test(
    "in a message of limited length",
    arguments: [
      ("seed: '", "'\ntensors:\n  a: T\n"), ("tensors:\n  a: {shape: [2], initializer: '", "'}\n"),
      ("tensors:\n  ? x.{0..999999}.", "\n  : T\n"), ("tensors:\n  a: {shape: [2, \"", "\"]}\n"),
      ("tensors:\n  a: {shape: [2, ", "], initializer: eye}\n"),
      ("tensors:\n  a: {\"", "\": 1}\n"), ("tensors:\n  a: *", "\n"),
    ])
  func longScalars(before: String, after: String) async throws {
    let long = String(repeating: "1, ", count: 700_000) + "1"
    let isText = before.hasSuffix("'") || before.hasSuffix("\"") || !before.hasSuffix(" ")
    let text = isText ? long.replacing(", ", with: "") : long
    let recipe = (before + text + after).replacing(": T\n", with: ": \(Self.tensor)\n")
    try await withRecipe(recipe) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", in: folder)
      #expect(result.exitStatus == 1)
      #expect(result.standardError.hasPrefix("Error: recipe.yaml:"))
      #expect(result.standardError.utf8.count < 5000)
      #expect(try files(in: folder) == ["recipe.yaml"])
    }
  }

  @Test("where it has no end")
  func endless() async throws {
    for path in ["/dev/zero", "endless"] {
      try await withTemporaryFolder { folder in
        let result = try await shell(
          "mkfifo endless; (yes > endless) 2>/dev/null & $command checkpoint \(path) --output x.npz; "
            + "status=$?; kill $! 2>/dev/null; exit $status",
          in: folder)
        expectFault(
          result, exitStatus: 1, "\(path): can't read: it has more than 64000000 bytes")
      }
    }
  }

  @Test("where it is nested without end")
  func nested() async throws {
    let aliases = "a0: &a0 []\n" + (1...30_000).map { "a\($0): &a\($0) [*a\($0 - 1)]\n" }.joined()
    for (text, place) in [
      ("tensors: " + String(repeating: "[", count: 900), "1:73"),
      (String(repeating: "{a: ", count: 900), "1:257"), (aliases, "64:12"),
    ] {
      try await withRecipe(text) { folder in
        let result = try await tensorInit(
          "checkpoint", "recipe.yaml", "--output", "x.safetensors", in: folder)
        expectFault(
          result, exitStatus: 1,
          "recipe.yaml:\(place): lists and mappings nested deeper than 64")
      }
    }
  }

  @Test("where it can't be read")
  func unreadable() async throws {
    try await withTemporaryFolder { folder in
      expectFault(
        try await tensorInit("checkpoint", "none.yaml", "--output", "x.npz", in: folder),
        exitStatus: 1, "none.yaml: can't read: No such file or directory")
      expectFault(
        try await tensorInit("checkpoint", ".", "--output", "x.npz", in: folder),
        exitStatus: 1, ".: can't read: Is a directory")
    }
  }

  @Test(
    "and options that don't fit are the command line's fault",
    arguments: [
      (
        ["--output", "x.pt"],
        "the name is 'x.pt'; expected one that ends in .safetensors, .npz or .npy"
      ),
      (
        ["--output", "x.npy"],
        "npy: the number of tensors is 2; expected 1; .npz and .safetensors hold any number"
      ),
      (
        ["--output", "x.npz", "--shard-size", "1MB"],
        "the file's format is npz; expected safetensors, the only one that has shards"
      ),
      (
        ["--output", "x.safetensors", "--shard-size", "5 gigs"],
        "--shard-size is '5 gigs'; expected a size such as 5GB, 500MB or 2GiB"
      ),
      (
        ["--output", "x.safetensors", "--shard-size", "0"],
        "--shard-size is '0'; expected a size such as 5GB, 500MB or 2GiB"
      ),
      (
        ["--output", "x.safetensors", "--shard-size", "-1"],
        "--shard-size is '-1'; expected a size such as 5GB, 500MB or 2GiB"
      ),
      (
        ["--output", "x.safetensors", "--shard-size", "9999999999TB"],
        "--shard-size is '9999999999TB'; expected a size such as 5GB, 500MB or 2GiB"
      ),
      (
        ["--output", "x.safetensors", "--threads", "0"],
        "threads is 0; expected a number of 1 or more"
      ),
    ])
  func options(arguments: [String], message: String) async throws {
    try await withRecipe("tensors:\n  a.{0..1}: \(Self.tensor)\n") { folder in
      let result = try await run(
        builtExecutable("tensor-init"), ["checkpoint", "recipe.yaml"] + arguments,
        workingDirectory: folder)
      expectFault(result, exitStatus: 64, message)
      #expect(try files(in: folder) == ["recipe.yaml"])
    }
  }
}
