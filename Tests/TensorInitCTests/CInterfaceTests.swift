import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("The C interface")
struct CInterfaceTests {
  @Test("every function gives what its initializer gives", arguments: CLanguage.allCases)
  func sameValues(language: CLanguage) async throws {
    let result = try await output(of: "fills.c", language)
    #expect(result.exitStatus == 0, "\(result.standardError)")
    var lines = result.standardOutput.split(separator: "\n").map(String.init)
    for (name, initializer) in Self.initializers {
      guard !lines.isEmpty else { break }
      let line = lines.removeFirst()
      let shape: Shape = name.hasPrefix("dirac") ? [6, 5, 1] : [6, 5]
      let tensor = try Tensor(zeros: shape)
      try tensor.initialize(initializer, using: Generator(seed: 7))
      #expect(line == "\(name) \(tensor.hexadecimal)")
    }
    let stream = Generator(seed: 7).stream(named: "fc.weight")
    let generators = [
      ("stream", stream.copy()), ("copy", stream.copy()), ("second", stream.copy()),
      ("restored", stream.copy()), ("version", Generator(algorithm: .philox, seed: 7)),
      ("torch", .torch(seed: 42)), ("default", Generator(seed: 7)),
    ]
    #expect(lines.count == generators.count)
    for ((name, generator), line) in zip(generators, lines) {
      let tensor = try Tensor(zeros: [6, 5])
      for _ in 0..<(["second": 1, "restored": 2][name] ?? 0) {
        try tensor.initialize(.normal(), using: generator)
      }
      try tensor.initialize(.normal(), using: generator)
      #expect(line == "\(name) \(tensor.hexadecimal)")
    }
  }

  @Test("ti_fill gives every initializer's values, of tensors and of boxes")
  func expressions() async throws {
    var arguments: [String] = []
    var expected = ""
    for name in Initializer.names {
      let (expression, sizes) = try #require(InitializerExamples.first(of: name))
      arguments += [expression, sizes.map(String.init).joined(separator: "x")]
      let shape = Shape(sizes)
      let box = sizes.enumerated().map { ($0.offset < 2 ? 1 : 0)..<$0.element }
      for (label, region) in [("whole", Region.all), ("box", .box(box))] {
        let part = region == .all ? shape : Shape(box.map(\.count))
        let tensor = try Tensor(zeros: part, dtype: .float64)
        try tensor.initialize(
          Initializer(expression), asRegion: region, of: shape, using: Generator(seed: 7))
        expected += "\(label) \(tensor.hexadecimal)\n"
      }
    }
    let result = try await output(of: "expressions.c", .c11, arguments)
    #expect(result.exitStatus == 0, "\(result.standardError)")
    #expect(result.standardOutput == expected)
  }

  @Test(
    "strides, parts, faults, threads and recipes are as promised",
    arguments: CLanguage.allCases,
    [
      ("layouts.c", "every layout\n"), ("faults.c", "every fault\n"),
      ("threads.c", "every thread\n"), ("recipes.c", "every recipe\n"),
    ])
  func program(language: CLanguage, program: (file: String, output: String)) async throws {
    try await expect(program.output, of: program.file, language)
  }

  @Test("children of a fork go on as promised", arguments: CLanguage.allCases)
  func forks(language: CLanguage) async throws {
    try await expect("every process\n", of: "forks.c", language)
  }

  @Test("limits of the process's memory and threads are errors", arguments: CLanguage.allCases)
  func limits(language: CLanguage) async throws {
    try await expect("every limit\n", of: "resources.c", language)
  }

  private func expect(_ text: String, of program: String, _ language: CLanguage) async throws {
    let result = try await output(of: program, language)
    #expect(result.exitStatus == 0, "\(result.standardError)")
    #expect(result.standardOutput == text)
  }

  @Test("the header's example is a program without warnings", arguments: CLanguage.allCases)
  func headerExample(language: CLanguage) async throws {
    let result = try await outputOfHeaderExample(language)
    #expect(result.exitStatus == 0, "\(result.standardError)")
    #expect(result.standardOutput == "1\n")
  }

  static let initializers: [(String, Initializer)] = [
    ("ones", .ones), ("zeros", .zeros), ("constant(1.5)", .constant(1.5)), ("eye", .eye),
    ("dirac(2)", .dirac(groups: 2)), ("uniform(-1, 3)", .uniform(low: -1, high: 3)),
    ("normal(1, 2)", .normal(mean: 1, std: 2)),
    (
      "trunc_normal(0.5, 2, -1, 3)", .truncatedNormal(mean: 0.5, std: 2, low: -1, high: 3)
    ),
    ("xavier_uniform(2)", .xavierUniform(gain: 2)),
    ("xavier_normal(2)", .xavierNormal(gain: 2)),
    ("kaiming_uniform(fan_out, tanh)", .kaimingUniform(nonlinearity: .tanh, mode: .fanOut)),
    ("kaiming_normal(slope=0.5)", .kaimingNormal(slope: 0.5)),
    ("orthogonal(3)", .orthogonal(gain: 3)), ("sparse(0.4, 2)", .sparse(sparsity: 0.4, std: 2)),
    ("cauchy(1, 2)", .cauchy(median: 1, sigma: 2)), ("exponential(2)", .exponential(rate: 2)),
    ("geometric(0.2)", .geometric(p: 0.2)),
    ("log_normal(0.5, 0.25)", .logNormal(mean: 0.5, std: 0.25)),
    ("random(-5, 90)", .random(low: -5, high: 90)), ("random", .random()),
    ("bernoulli(0.3)", .bernoulli(p: 0.3)), ("trunc_normal(std=0.1)", .truncatedNormal(std: 0.1)),
  ]
}

extension Tensor {
  /// The elements' bytes, as the programs print them.
  fileprivate var hexadecimal: String {
    withUnsafeMutableBytes { bytes in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
  }
}
