import TensorInit
import TestSupport
import Testing

@Suite("gain prints the gain of a nonlinearity")
struct GainTests {
  @Test("as the library has it", arguments: Nonlinearity.allCases)
  func everyNonlinearity(nonlinearity: Nonlinearity) async throws {
    let result = try await tensorInit("gain", nonlinearity.rawValue)
    expectSuccess(result)
    #expect(result.standardOutput == "\(try nonlinearity.gain())\n")
  }

  @Test(
    "with the slope that is given",
    arguments: [
      (["leaky_relu", "0.5"], "1.2649110640673518"), (["leakyrelu", "-0.5"], "1.2649110640673518"),
      (["leaky_relu", "0"], "1.4142135623730951"), (["tanh"], "1.6666666666666667"),
      (["tanh", "3"], "1.6666666666666667"), (["relu"], "1.4142135623730951"),
      (["selu"], "0.75"), (["conv_transpose3d"], "1.0"),
    ])
  func slope(arguments: [String], expected: String) async throws {
    let result = try await run(builtExecutable("tensor-init"), ["gain"] + arguments)
    expectSuccess(result)
    #expect(result.standardOutput == expected + "\n")
  }

  @Test(
    "or one line of what is wrong",
    arguments: [
      (["rleu"], "unknown nonlinearity 'rleu'; did you mean 'relu'?"),
      (["leaky_relu", "steep"], "slope is 'steep'; expected a number"),
      (["leaky_relu", "nan"], "slope is nan; expected a finite number"),
      (["leaky_relu", "1", "2"], "slope is '1 2'; expected one number"),
    ])
  func fault(arguments: [String], message: String) async throws {
    let result = try await run(builtExecutable("tensor-init"), ["gain"] + arguments)
    expectFault(result, exitStatus: 64, message)
  }
}
