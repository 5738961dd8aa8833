import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The page of inspect")
struct InspectPageTests {
  private static let recipe = """
    tensors: {"h.{0..1}.w": {shape: [64, 48]}, "h.{0..1}.b": {shape: [64]}}
    rules: {"*.b": zeros, "*": normal(std=0.02)}
    """

  private func withCheckpoint(_ body: (String) async throws -> Void) async throws {
    try await withRecipe(Self.recipe) { folder in
      expectSuccess(
        try await tensorInit(
          "checkpoint", "recipe.yaml", "--output", "x.safetensors", "--quiet", in: folder))
      try await body(folder)
    }
  }

  @Test("is written instead of the table, and in place of an older one")
  func written() async throws {
    try await withCheckpoint { folder in
      try write("older", to: folder + "/x.html")
      let result = try await tensorInit(
        "inspect", "x.safetensors", "--html", "x.html", in: folder)
      expectSuccess(result)
      #expect(result.standardOutput.isEmpty)
      let page = try text(of: folder + "/x.html")
      #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"))
      #expect(page.contains("h.1.w") && page.contains("normal(std=0.02)"))
      #expect(try files(in: folder) == ["recipe.yaml", "x.html", "x.safetensors"])
    }
  }

  @Test("stands beside JSON, and --check still decides the exit status")
  func json() async throws {
    try await withCheckpoint { folder in
      let result = try await tensorInit(
        "inspect", "x.safetensors", "--html", "x.html", "--json", "--check", in: folder)
      expectSuccess(result)
      #expect(result.standardOutput.hasPrefix("{"))
      #expect(try files(in: folder).contains("x.html"))
    }
  }

  @Test("needs a place where a file can be, which is found before the checkpoint is read")
  func faults() async throws {
    try await withCheckpoint { folder in
      let result = try await tensorInit(
        "inspect", "x.safetensors", "--html", "missing/x.html", in: folder)
      #expect(result.exitStatus == 1)
      #expect(result.standardError.contains("missing"))
      let two = try await tensorInit(
        "inspect", "x.safetensors", "x.safetensors", "--html", "x.html", in: folder)
      #expect(two.exitStatus == 64)
      #expect(try files(in: folder) == ["recipe.yaml", "x.safetensors"])
    }
  }

  @Test("of GPT-2 small has less than 3 MB, of which every tensor has its part")
  func sizeOfGPT2() async throws {
    try await withTemporaryFolder { folder in
      let recipe = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Examples/gpt2.yaml").standardized.path
      expectSuccess(
        try await tensorInit(
          "checkpoint", recipe, "--set", "size=small", "--output", "x.safetensors", "--quiet",
          in: folder))
      expectSuccess(
        try await tensorInit("inspect", "x.safetensors", "--html", "x.html", in: folder))
      let page = try contents(folder + "/x.html")
      #expect(page.count < 3_000_000)
      let cards =
        String(decoding: page, as: UTF8.self)
        .components(separatedBy: "<details class=\"tensor").count - 1
      #expect(cards == 148)
      let parser = XMLParser(data: page)
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }
  }
}
