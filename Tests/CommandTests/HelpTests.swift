import CTensorInit
import KSession
import TensorInit
import TestSupport
import Testing

@Suite("The command explains itself")
struct HelpTests {
  @Test("--version prints three numbers, those of the C library")
  func version() async throws {
    let result = try await tensorInit("--version")
    expectSuccess(result)
    #expect(TI_VERSION.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    #expect(result.standardOutput == TI_VERSION + "\n")
  }

  @Test("without arguments it lists the subcommands")
  func overview() async throws {
    let result = try await tensorInit()
    expectSuccess(result)
    for command in ["checkpoint", "sample", "verify", "inspect", "gain", "k"] {
      #expect(result.standardOutput.contains("\n  \(command) "))
    }
  }

  @Test("sample --help names every initializer and dtype")
  func names() async throws {
    let result = try await tensorInit("sample", "--help")
    expectSuccess(result)
    let words = Set(result.standardOutput.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
    for name in Initializer.names + DType.allCases.map(\.rawValue) {
      #expect(words.contains(Substring(name)), "\(name)")
    }
  }

  @Test("k --help names every function and shows lines that work")
  func functions() async throws {
    let help = try await tensorInit("k", "--help").standardOutput
    let words = Set(help.split { !$0.isLetter })
    for name in KSession.functionNames { #expect(words.contains(Substring(name)), "\(name)") }
    let lines = help.split(separator: "\n").filter { $0.hasPrefix("  q)") }.map { $0.dropFirst(4) }
    #expect(lines.count == 3)
    let result = try await run(
      builtExecutable("tensor-init"), ["k"], standardInput: lines.map { $0 + "\n" }.joined())
    expectSuccess(result)
    #expect(result.standardOutput.split(separator: "\n").count == 3)
  }

  @Test("gain --help names every nonlinearity")
  func nonlinearities() async throws {
    let result = try await tensorInit("gain", "--help")
    expectSuccess(result)
    let words = Set(result.standardOutput.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
    for nonlinearity in Nonlinearity.allCases {
      #expect(words.contains(Substring(nonlinearity.rawValue)), "\(nonlinearity)")
    }
  }

  @Test("checkpoint --help shows a recipe that works")
  func recipe() async throws {
    let help = try await tensorInit("checkpoint", "--help").standardOutput
    let lines = help.split(separator: "\n").drop { !$0.hasPrefix("  name:") }
      .prefix { $0.hasPrefix("  ") }
    try await withRecipe(lines.map { $0.dropFirst(2) + "\n" }.joined()) { folder in
      let result = try await tensorInit(
        "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--quiet", in: folder)
      expectSuccess(result)
      #expect(try SafetensorsFile(path: folder + "/x.safetensors").entries.count == 5)
    }
  }

  @Test("an unknown subcommand is a fault")
  func unknown() async throws {
    let result = try await tensorInit("smaple")
    #expect(result.exitStatus == 64)
    #expect(result.standardError.hasPrefix("Error: "))
    #expect(result.standardOutput.isEmpty)
    expectFault(
      try await tensorInit("help", "smaple"), exitStatus: 64,
      "unknown subcommand 'smaple'; expected one of checkpoint, sample, verify, inspect, gain, k, help"
    )
    let help = try await tensorInit("help", "sample")
    expectSuccess(help)
    #expect(try await tensorInit("sample", "--help").standardOutput == help.standardOutput)
  }
}
