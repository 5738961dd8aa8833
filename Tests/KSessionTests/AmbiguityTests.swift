import KSession
import TensorInit
import Testing

/// A call whose second argument could be read in two ways, and the labelled call that means the same.
struct AmbiguousCall: Sendable, CustomTestStringConvertible {
  /// The lines before, of which the last one calls.
  let lines: [String]
  /// The expression that reads what was reached, as one list of numbers.
  let read: String
  let swift: @Sendable (Generator) throws -> [Double]

  init(
    _ lines: String..., read: String, swift: @escaping @Sendable (Generator) throws -> [Double]
  ) {
    self.lines = lines
    self.read = read
    self.swift = swift
  }

  var testDescription: String { lines.joined(separator: " / ") }
}

@Suite("A second argument selects or is an option")
struct AmbiguityTests {
  private static let vectorLine = "v:vector(98 99 100.0; 10#.0; 5#.0)"
  private static let readVector = "raze vector v"

  private static func vector(
    _ initializer: Initializer, at positions: [Int]? = nil
  ) -> @Sendable (Generator) throws -> [Double] {
    { generator in
      let vector: TensorVector = try [
        Tensor([98.0, 99, 100]), Tensor(zeros: [10], dtype: .float64),
        Tensor(zeros: [5], dtype: .float64),
      ]
      if let positions {
        try vector.initialize(initializer, at: positions, using: generator)
      } else {
        try vector.initialize(initializer, using: generator)
      }
      return vector.flatMap { $0.doubles() }
    }
  }

  /// Two matrices, 2x3 and 1x4.
  private static let matrixVectorLine = "v:vector(2 3#0e;1 4#0e)"
  private static let readMatrixVector = "raze raze vector v"

  private static func matrixVector(
    _ initializer: Initializer, at positions: [Int]? = nil
  ) -> @Sendable (Generator) throws -> [Double] {
    { generator in
      let vector: TensorVector = try [Tensor(zeros: [2, 3]), Tensor(zeros: [1, 4])]
      if let positions {
        try vector.initialize(initializer, at: positions, using: generator)
      } else {
        try vector.initialize(initializer, using: generator)
      }
      return vector.flatMap { $0.doubles() }
    }
  }

  private static func tensor(
    _ shape: Shape, _ initializer: Initializer, rows: [Int]? = nil, dtype: DType = .float32
  ) -> @Sendable (Generator) throws -> [Double] {
    { generator in
      let tensor = try Tensor(zeros: shape, dtype: dtype)
      if let rows {
        try tensor.initialize(initializer, rows: rows, using: generator)
      } else {
        try tensor.initialize(initializer, using: generator)
      }
      return tensor.doubles()
    }
  }

  /// A dictionary of the two names, 2x3 and 1x4.
  private static func dictionary(
    _ first: String, _ second: String, _ initializer: Initializer, named names: [String]? = nil
  ) -> @Sendable (Generator) throws -> [Double] {
    { generator in
      let dictionary = TensorDictionary([
        (name: first, tensor: try Tensor(zeros: [2, 3])),
        (name: second, tensor: try Tensor(zeros: [1, 4])),
      ])
      if let names {
        try dictionary.initialize(initializer, named: names, using: generator)
      } else {
        try dictionary.initialize(initializer, using: generator)
      }
      return dictionary.flatMap { $0.tensor.doubles() }
    }
  }

  static let distributions = [
    AmbiguousCall(
      vectorLine, "random(v;2;5)", read: readVector, swift: vector(.random(low: 2, high: 5))),
    AmbiguousCall(vectorLine, "random(v;5)", read: readVector, swift: vector(.random(high: 5))),
    AmbiguousCall(
      vectorLine, "random(v;1#2;5)", read: readVector, swift: vector(.random(high: 5), at: [2])),
    AmbiguousCall(
      vectorLine, "random(v;2;0;5)", read: readVector,
      swift: vector(.random(low: 0, high: 5), at: [2])),
    AmbiguousCall(vectorLine, "normal(v;1)", read: readVector, swift: vector(.normal(mean: 1))),
    AmbiguousCall(
      vectorLine, "normal(v;1#1)", read: readVector, swift: vector(.normal(), at: [1])),
    AmbiguousCall(
      vectorLine, "normal(v;2 1)", read: readVector, swift: vector(.normal(), at: [2, 1])),
    AmbiguousCall(
      vectorLine, "normal(v;0#0)", read: readVector, swift: vector(.normal(), at: [])),
    AmbiguousCall(
      vectorLine, "exponential(v;2)", read: readVector, swift: vector(.exponential(rate: 2))),
    AmbiguousCall(
      vectorLine, "exponential(v;1;2)", read: readVector,
      swift: vector(.exponential(rate: 2), at: [1])),
    AmbiguousCall(
      vectorLine, "geometric(v;1)", read: readVector, swift: vector(.geometric(p: 1))),
    AmbiguousCall(
      vectorLine, "geometric(v;1#1;.5)", read: readVector,
      swift: vector(.geometric(p: 0.5), at: [1])),
    AmbiguousCall(
      vectorLine, "cauchy(v;2;0;1)", read: readVector, swift: vector(.cauchy(), at: [2])),
    AmbiguousCall(
      vectorLine, "lognormal(v;0;1)", read: readVector, swift: vector(.logNormal(mean: 0, std: 1))),
    AmbiguousCall(
      vectorLine, "lognormal v", read: readVector, swift: vector(.logNormal(mean: 1, std: 2))),
    AmbiguousCall(
      "t:tensor 3 4#0e", "normal(t;2;.5)", read: "raze tensor t",
      swift: tensor([3, 4], .normal(mean: 2, std: 0.5))),
    AmbiguousCall(
      "t:tensor 3 4#0e", "normal(t;0 2)", read: "raze tensor t",
      swift: tensor([3, 4], .normal(), rows: [0, 2])),
    AmbiguousCall(
      "t:tensor 3 4#0e", "uniform(t;1#1;-5)", read: "raze tensor t",
      swift: tensor([3, 4], .uniform(low: -5), rows: [1])),
    AmbiguousCall(
      "d:dict `a`b!(2 3#0e;1 4#0e)", "normal(d;`b)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .normal(), named: ["b"])),
    AmbiguousCall(
      "d:dict `a`b!(2 3#0e;1 4#0e)", "normal(d;`b`a;0;.1)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .normal(std: 0.1), named: ["b", "a"])),
    AmbiguousCall(
      "d:dict `a`b!(2 3#0e;1 4#0e)", "random(d;0;10)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .random(low: 0, high: 10))),
  ]

  static let fixedValues = [
    AmbiguousCall(
      "t:tensor 3 4#0", "ones(t;1)", read: "raze tensor t",
      swift: tensor([3, 4], .ones, rows: [1], dtype: .int64)),
    AmbiguousCall(
      "t:tensor 3 4#0", "fill(t;1)", read: "raze tensor t",
      swift: tensor([3, 4], .constant(1), dtype: .int64)),
    AmbiguousCall(
      "t:tensor 3 4#0", "fill(t;1;5)", read: "raze tensor t",
      swift: tensor([3, 4], .constant(5), rows: [1], dtype: .int64)),
    AmbiguousCall(
      "t:fill(3 4#0;0 2;5)", read: "raze t",
      swift: tensor([3, 4], .constant(5), rows: [0, 2], dtype: .int64)),
    AmbiguousCall(
      "d:dict `a`b!(2 3#0e;1 4#0e)", "fill(d;`b;7)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .constant(7), named: ["b"])),
  ]

  static let schemes = [
    AmbiguousCall(
      "t:tensor 3 4#0e", "xuniform(t;2.0)", read: "raze tensor t",
      swift: tensor([3, 4], .xavierUniform(gain: 2))),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "xnormal(t;1)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .xavierNormal(), rows: [1])),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "xnormal(t;1#1;2)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .xavierNormal(gain: 2), rows: [1])),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "xnormal(t;1#1;2f)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .xavierNormal(gain: 2), rows: [1])),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "orthogonal(t;1;.5)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .orthogonal(gain: 0.5), rows: [1])),
    AmbiguousCall(
      "t:tensor 5 4#0e", "snormal(t;.5)", read: "raze tensor t",
      swift: tensor([5, 4], .sparse(sparsity: 0.5))),
    AmbiguousCall(
      "t:tensor 5 4#0e", "snormal(t;.5;2)", read: "raze tensor t",
      swift: tensor([5, 4], .sparse(sparsity: 0.5, std: 2))),
    AmbiguousCall(
      "t:tensor 2 5 4#0e", "snormal(t;1;.5)", read: "raze raze tensor t",
      swift: tensor([2, 5, 4], .sparse(sparsity: 0.5), rows: [1])),
    AmbiguousCall(
      "t:tensor 2 5 4#0e", "snormal(t;1;.5;2)", read: "raze raze tensor t",
      swift: tensor([2, 5, 4], .sparse(sparsity: 0.5, std: 2), rows: [1])),
    AmbiguousCall(
      "d:dict `a`b!(2 3#0e;1 4#0e)", "snormal(d;`b;.5)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .sparse(sparsity: 0.5), named: ["b"])),
    AmbiguousCall(
      "t:tensor 5 4#3e", "snormal(t;1)", read: "raze tensor t",
      swift: tensor([5, 4], .sparse(sparsity: 1))),
  ]

  static let kaiming = [
    AmbiguousCall(
      matrixVectorLine, "kuniform(v;1)", read: readMatrixVector,
      swift: matrixVector(.kaimingUniform(), at: [1])),
    AmbiguousCall(
      matrixVectorLine, "knormal(v;`relu)", read: readMatrixVector,
      swift: matrixVector(.kaimingNormal(nonlinearity: .relu))),
    AmbiguousCall(
      "t:tensor 3 4#0e", "kuniform(t;`leakyrelu;`fanout)", read: "raze tensor t",
      swift: tensor([3, 4], .kaimingUniform(mode: .fanOut))),
    AmbiguousCall(
      "t:tensor 3 4#0e", "kuniform(t;.5;`fanout;`leakyrelu)", read: "raze tensor t",
      swift: tensor([3, 4], .kaimingUniform(mode: .fanOut, slope: 0.5))),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "kuniform(t;1#1)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .kaimingUniform(), rows: [1])),
    AmbiguousCall(
      "t:tensor 2 3 4#0e", "knormal(t;1;`fanout)", read: "raze raze tensor t",
      swift: tensor([2, 3, 4], .kaimingNormal(mode: .fanOut), rows: [1])),
    AmbiguousCall(
      "d:dict`fanout`relu!(2 3#0e;1 4#0e)", "kuniform(d;`fanout)",
      read: "raze raze value dict d",
      swift: dictionary("fanout", "relu", .kaimingUniform(mode: .fanOut))),
    AmbiguousCall(
      "d:dict`fanout`relu!(2 3#0e;1 4#0e)", "kuniform(d;1#`fanout)",
      read: "raze raze value dict d",
      swift: dictionary("fanout", "relu", .kaimingUniform(), named: ["fanout"])),
    AmbiguousCall(
      "d:dict`fanout`relu!(2 3#0e;1 4#0e)", "kuniform(d;`fanout`relu;`relu)",
      read: "raze raze value dict d",
      swift: dictionary(
        "fanout", "relu", .kaimingUniform(nonlinearity: .relu), named: ["fanout", "relu"])),
    AmbiguousCall(
      "d:dict`a`b!(2 3#0e;1 4#0e)", "knormal(d;`a;`tanh)", read: "raze raze value dict d",
      swift: dictionary("a", "b", .kaimingNormal(nonlinearity: .tanh), named: ["a"])),
  ]

  static let arrays = [
    AmbiguousCall(
      "x:random(0;0;9)", read: "x", swift: tensor([3], .random(), dtype: .int64)),
    AmbiguousCall(
      "x:random((1#0);0;9)", read: "x",
      swift: tensor([1], .random(low: 0, high: 9), dtype: .int64)),
    AmbiguousCall("x:random(0e;5)", read: "enlist x", swift: tensor([], .random(high: 5))),
    AmbiguousCall(
      "x:random[0;0;9]", read: "enlist x",
      swift: tensor([], .random(low: 0, high: 9), dtype: .int64)),
    AmbiguousCall(
      "x:normal(3 4#0e;0;.01)", read: "raze x", swift: tensor([3, 4], .normal(std: 0.01))),
    AmbiguousCall(
      "x:knormal(3 4#0e;1)", read: "raze x", swift: tensor([3, 4], .kaimingNormal(slope: 1))),
  ]

  @Test(
    "as its type, the number of arguments and the first argument say",
    arguments: distributions + fixedValues + schemes + kaiming + arrays)
  func call(_ call: AmbiguousCall) throws {
    let session = KSession(seed: 42)
    for line in call.lines { #expect(try session.evaluate(line) == nil, "\(line)") }
    // All digits, on one line that is not cut.
    _ = try session.evaluate("\\P 0")
    _ = try session.evaluate("\\c 25 2000")
    let printed = try #require(try session.evaluate("`float$\(call.read)"))
    let numbers = printed.split { " ,f".contains($0) }.compactMap { Double($0) }
    #expect(numbers == (try call.swift(Generator(seed: 42))), "\(printed)")
  }

  @Test("and the range of random is that of the type where no limit is given")
  func fullRange() throws {
    let session = KSession(seed: 7)
    for (zero, largest) in [
      ("0x00", "255"), ("0h", "32767"), ("0i", "2147483647"), ("0", "9223372036854775807"),
      ("0e", "16777216"), ("0f", "9007199254740992"),
    ] {
      _ = try session.evaluate("x:`float$random 1000#\(zero)")
      #expect(try session.evaluate("0>min x") == "0b", "\(zero)")
      #expect(try session.evaluate("(max x)>\(largest)f") == "0b", "\(zero)")
      // Of 1,000 draws, the chance of none in the upper tenth is 2e-46.
      #expect(try session.evaluate("(max x)>.9*\(largest)f") == "1b", "\(zero)")
    }
  }
}
