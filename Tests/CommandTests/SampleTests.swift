import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("sample initializes one tensor")
struct SampleTests {
  @Test("with every initializer, the library's values", arguments: Initializer.names)
  func everyInitializer(name: String) async throws {
    let (expression, sizes) = try #require(InitializerExamples.first(of: name))
    let tensor = try Tensor(zeros: Shape(sizes))
    try tensor.initialize(Initializer(expression), using: Generator(seed: 7))
    let values = try [Float](tensor).map { "\($0)" }
    let columns = sizes.last ?? 1
    let rows = stride(from: 0, to: values.count, by: columns).map { row in
      values[row..<row + columns].joined(separator: " ") + "\n"
    }
    let height = sizes.dropLast().last ?? 1
    let matrices = stride(from: 0, to: rows.count, by: height).map { row in
      rows[row..<row + height].joined()
    }
    let shapeText = sizes.map(String.init).joined(separator: "x")
    let result = try await tensorInit("sample", expression, "--shape", shapeText, "--seed", "7")
    expectSuccess(result)
    #expect(result.standardOutput == matrices.joined(separator: "\n"))
  }

  @Test("in every dtype", arguments: DType.allCases)
  func everyDType(dtype: DType) async throws {
    let result = try await tensorInit("sample", "eye", "--shape", "1x2", "--dtype", "\(dtype)")
    expectSuccess(result)
    let expected =
      dtype == .bool ? "true false\n" : dtype.isFloatingPoint ? "1.0 0.0\n" : "1 0\n"
    #expect(result.standardOutput == expected)
  }

  @Test(
    "with a line for each row and an empty line between matrices",
    arguments: [
      ("scalar", "0.1\n"), ("1", "0.1\n"), ("3", "0.1 0.1 0.1\n"),
      ("2x1", "0.1\n0.1\n"), ("2x3", "0.1 0.1 0.1\n0.1 0.1 0.1\n"),
      ("3x1x2", "0.1 0.1\n\n0.1 0.1\n\n0.1 0.1\n"),
      ("2x1x2x1", "0.1\n0.1\n\n0.1\n0.1\n"), ("0", ""), ("3x0", ""), ("0x2x2", ""),
    ])
  func layout(shape: String, expected: String) async throws {
    for dtype in ["float32", "float64", "float16"] {
      let result = try await tensorInit(
        "sample", "constant(0.1)", "--shape", shape, "--dtype", dtype)
      expectSuccess(result)
      #expect(result.standardOutput == expected)
    }
  }

  @Test("with more text than fits a pipe")
  func large() async throws {
    let result = try await tensorInit("sample", "ones", "--shape", "1000x1000")
    expectSuccess(result)
    let row = String(repeating: "1.0 ", count: 999) + "1.0\n"
    // Not within #expect, which would look for the differences of megabytes.
    let isSame = result.standardOutput == String(repeating: row, count: 1000)
    #expect(isSame)
  }

  @Test("differently each time, but not with the same seed")
  func seeds() async throws {
    func sample(_ seed: String...) async throws -> String {
      let arguments = ["sample", "normal", "--shape", "8"] + seed
      return try await run(builtExecutable("tensor-init"), arguments).standardOutput
    }
    #expect(try await sample() != sample())
    #expect(try await sample("--seed", "1") == sample("--seed", "1"))
    #expect(try await sample("--seed", "1") != sample("--seed", "2"))
    let largest = try await sample("--seed", "18446744073709551615")
    #expect(largest.split(separator: " ").count == 8)
  }

  @Test("into a file, with the values that are printed", arguments: ["safetensors", "npy", "npz"])
  func output(format: String) async throws {
    try await withTemporaryFolder { folder in
      let expected = try Tensor(zeros: [3, 5])
      try expected.initialize(.normal(), using: Generator(seed: 3))
      let result = try await tensorInit(
        "sample", "normal", "--shape", "3x5", "--seed", "3", "--output", "x.\(format)", in: folder)
      expectSuccess(result)
      #expect(result.standardOutput.isEmpty)
      #expect(try files(in: folder) == ["x.\(format)"])
      let file = try contents("\(folder)/x.\(format)")
      #expect(file.range(of: expected.withUnsafeMutableBytes { Data($0) }) != nil)
    }
  }

  @Test("with PyTorch's values by its generator")
  func torch() async throws {
    // torch.manual_seed(42); torch.empty(3).uniform_()
    let result = try await tensorInit(
      "sample", "uniform", "--shape", "3", "--seed", "42", "--generator", "torch")
    expectSuccess(result)
    #expect(result.standardOutput == "0.88226926 0.91500396 0.38286376\n")
  }

  @Test("and a safetensors file says where the values come from")
  func metadata() async throws {
    try await withTemporaryFolder { folder in
      expectSuccess(
        try await tensorInit(
          "sample", "knormal", "--shape", "2x2", "--seed", "3", "--output", "x.safetensors",
          in: folder))
      let file = try SafetensorsFile(path: folder + "/x.safetensors")
      #expect(
        file.metadata == [
          "seed": "3", "generator": "ars", "stream_version": "\(Generator.streamVersion)",
          "stream_frozen": "true", "format": "pt",
          "initializer": "kaiming_normal(mode=fan_in, nonlinearity=leaky_relu, slope=0.0)",
        ])
      let entry = try #require(file.entries["sample"])
      #expect(entry.dtype == "F32" && entry.shape == [2, 2] && entry.range == 0..<16)
      #expect(file.entries.count == 1)
    }
  }
}
