import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("Every instruction set gives the same bits")
struct SameBitsOnEveryInstructionSetTests {
  /// What initializers do beside what their first examples have them do.
  static let variants = [
    "uniform(low=-1, high=3)", "normal(mean=1, std=2)",
    "trunc_normal(mean=0, std=1, low=1, high=1.001)",
    "trunc_normal(mean=0, std=1, low=7, high=inf)", "geometric(p=0.01)", "bernoulli(p=0.3)",
    "random(low=0, high=90)", "orthogonal(gain=1.5)", "arange(start=0.1, step=0.3)",
    "sinusoidal(layout=halves, endpoint=true)",
  ]

  /// A recipe with each initializer and variant on each dtype that it is defined on.
  static func recipe(for algorithm: Generator.Algorithm) throws -> String {
    var lines = ["seed: 42", "tensors:"]
    let examples = try Initializer.names.map {
      try #require(InitializerExamples.first(of: $0, .thousands))
    }
    for (index, example) in (examples + variants.map { ($0, [70, 130]) }).enumerated() {
      let initializer = try Initializer(example.expression)
      let shape = Shape(example.shape)
      for dtype in DType.allCases
      where (try? initializer.check(shape: shape, dtype: dtype, for: algorithm)) != nil {
        lines.append(
          "  t\(index).\(dtype): "
            + "{shape: \(shape), dtype: \(dtype), initializer: \"\(example.expression)\"}")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func checkpoint(
    in folder: String, generator: Generator.Algorithm, instructionSet: String
  ) async throws -> Data {
    let output = "\(folder)/\(instructionSet).safetensors"
    let result = try await run(
      builtExecutable("tensor-init"),
      [
        "checkpoint", "\(folder)/all.yaml", "--output", output, "--quiet",
        "--generator", generator.rawValue,
      ],
      environment: ["TENSOR_INIT_ISA": instructionSet])
    #expect(result.exitStatus == 0, "\(result.standardError)")
    return try Data(contentsOf: URL(filePath: output))
  }

  @Test("for every law on every dtype", arguments: [Generator.Algorithm.ars, .philox, .torch])
  func everyLaw(of generator: Generator.Algorithm) async throws {
    try await withTemporaryFolder { folder in
      try Self.recipe(for: generator).write(
        toFile: "\(folder)/all.yaml", atomically: true, encoding: .utf8)
      let baseline = try await checkpoint(
        in: folder, generator: generator, instructionSet: "baseline")
      #expect(baseline.count > 1_000_000)
      for set in InstructionSet.allCases where set.isRunnable {
        let bytes = try await checkpoint(
          in: folder, generator: generator, instructionSet: set.rawValue)
        // Not within #expect, which would look for the differences of megabytes.
        let isSame = bytes == baseline
        #expect(isSame, "\(set)")
      }
    }
  }

  @Test("and one that the machine doesn't have is a fault", arguments: ["normal", "ones", "eye"])
  func unknown(initializer: String) async throws {
    let result = try await run(
      builtExecutable("tensor-init"), ["sample", initializer, "--shape", "2x2"],
      environment: ["TENSOR_INIT_ISA": "abacus"])
    #expect(result.exitStatus == 64)
    #expect(result.standardOutput.isEmpty)
    #expect(
      result.standardError.hasPrefix(
        "Error: the environment's TENSOR_INIT_ISA is 'abacus'; expected one of baseline"))
  }
}
