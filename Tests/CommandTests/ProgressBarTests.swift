import Foundation
import TestSupport
import Testing

@Suite("checkpoint shows its progress on a terminal only")
struct ProgressBarTests {
  private static let recipe = """
    tensors:
      t.{0..9}.weight: {shape: [1000, 1000], initializer: normal}
    """
  private static let checkpoint = "$command checkpoint recipe.yaml --output x.safetensors"
  private static let script = "/usr/bin/script"
  private static let hasTerminals = FileManager.default.isExecutableFile(atPath: script)

  /// Runs a command on a terminal of its own and gives back all that it shows.
  private func shown(_ command: String, in folder: String) async throws -> String {
    let script = "\(Self.script) --quiet --return --command '\(command)' /dev/null"
    let result = try await shell(script, in: folder)
    #expect(result.exitStatus == 0)
    return result.standardOutput
  }

  @Test("not in a pipe")
  func pipe() async throws {
    try await withRecipe(Self.recipe) { folder in
      let result = try await shell(Self.checkpoint, in: folder)
      expectSuccess(result)
      #expect(result.standardOutput.hasPrefix("recipe "))
      #expect(!result.standardOutput.contains("\u{1b}"))
    }
  }

  @Test("and removes it at the end", .enabled(if: hasTerminals, "needs util-linux's script"))
  func terminal() async throws {
    try await withRecipe(Self.recipe) { folder in
      let shown = try await shown("stty cols 100; \(Self.checkpoint)", in: folder)
      let parts = shown.split(separator: "\r", omittingEmptySubsequences: false)
      let bars = parts.filter { $0.contains("of 40.0 MB") }
      #expect(!bars.isEmpty)
      for bar in bars {
        #expect(bar.hasSuffix("\u{1b}[K"))
        #expect(bar.dropLast(3).count < 100)
      }
      #expect(bars.contains { $0.hasSuffix(" MB/s  t.0.weight\u{1b}[K") })
      #expect(bars.last?.contains(" 100 %  40.0 MB of 40.0 MB") == true)
      #expect(bars.last?.hasSuffix("waiting for the disk\u{1b}[K") == true)
      #expect(shown.contains("\r\u{1b}[Krecipe "))
    }
  }

  @Test("on one line of a narrow one", .enabled(if: hasTerminals, "needs util-linux's script"))
  func narrow() async throws {
    try await withRecipe(Self.recipe) { folder in
      let shown = try await shown("stty cols 40; \(Self.checkpoint)", in: folder)
      let bars = shown.split(separator: "\r").filter { $0.hasSuffix("\u{1b}[K") }
      #expect(!bars.isEmpty)
      for bar in bars { #expect(bar.dropLast(3).count < 40) }
    }
  }

  @Test("nor with --quiet", .enabled(if: hasTerminals, "needs util-linux's script"))
  func quiet() async throws {
    try await withRecipe(Self.recipe) { folder in
      let shown = try await shown("\(Self.checkpoint) --quiet", in: folder)
      #expect(shown.isEmpty)
      #expect(try files(in: folder) == ["recipe.yaml", "x.safetensors"])
    }
  }
}
