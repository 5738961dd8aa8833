import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The example programs")
struct ExampleProgramTests {
  private func table(_ program: String, _ arguments: [String]) async throws -> [[String]] {
    let result = try await run(
      builtExecutable(program), arguments, environment: ["OPENBLAS_NUM_THREADS": "1"])
    #expect(result.exitStatus == 0, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").map {
      $0.split(separator: "\t").map(String.init)
    }
  }

  @Test("train the network from a good start, and from a bad one not at all")
  func training() async throws {
    let table = try await table(
      "TrainingAnMLP",
      [
        "kaiming_normal(nonlinearity=relu)", "orthogonal(gain=1.4142135623730951)",
        "kaiming_uniform(slope=2.23606797749979)", "normal(std=0.01)", "normal(std=1)",
        "--steps", "120",
      ])
    #expect(table.count == 122)
    let last = try #require(table.last).map { Double($0) ?? .nan }
    #expect(last.count == 6 && last[0] == 120)
    #expect(last[1] < 0.05 && last[2] < 0.05)
    // The first that vanish are of PyTorch's layer: its gradients are there, but too small.
    let guessing = log(2.0)
    #expect(abs(last[3] - guessing) < 1e-4 && abs(last[4] - guessing) < 1e-6)
    #expect(last[5].isNaN)
    #expect((Double(table[1][5]) ?? 0) > 1e6)
  }

  private struct Signals {
    private let rows: [[String]]

    init(_ table: [[String]]) { rows = Array(table.dropFirst()) }

    func activations(_ function: String, _ scheme: String) -> [Double] {
      numbers(function, scheme, column: 3)
    }

    func gradients(_ function: String, _ scheme: String) -> [Double] {
      numbers(function, scheme, column: 4)
    }

    private func numbers(_ function: String, _ scheme: String, column: Int) -> [Double] {
      rows.filter { $0[0] == function && $0[1] == scheme }.map { Double($0[column]) ?? .nan }
    }
  }

  @Test("send signals through 50 layers as theory has it")
  func propagation() async throws {
    let kaiming = "kaiming_normal(nonlinearity=relu)"
    let signals = Signals(
      try await table(
        "SignalPropagation",
        [
          "normal(std=0.01)", "xavier_normal", kaiming, "orthogonal", "--batch", "16",
          "--function", "linear", "--function", "relu", "--function", "sigmoid",
        ]))
    for values in [signals.activations("relu", kaiming), signals.gradients("relu", kaiming)] {
      #expect(values.count == 51 && values.allSatisfy { (0.5...2).contains($0) })
    }
    // A relu halves the mean square, whatever the layer.
    for (layer, value) in signals.activations("relu", "xavier_normal").enumerated() {
      #expect((0.5...2).contains(value / exp2(-Double(layer) / 2)), "layer \(layer)")
    }
    for values in [
      signals.activations("linear", "orthogonal"), signals.gradients("linear", "orthogonal"),
    ] {
      let first = try #require(values.first)
      #expect(values.count == 51 && values.allSatisfy { abs($0 / first - 1) < 1e-4 })
    }
    // 0.01 sqrt(512) = 0.226 a layer.
    let vanishing = signals.activations("linear", "normal(std=0.01)")
    #expect(vanishing.count == 51)
    #expect(abs(log(vanishing[50]) / 50 - log(0.01 * 512.squareRoot())) < 0.02)
    // Activations that look well, and gradients that are gone.
    #expect(signals.activations("sigmoid", "xavier_normal")[50] > 0.5)
    #expect(signals.gradients("sigmoid", "xavier_normal")[0] < 1e-25)
  }

  @Test("print the same from the same seed, and other numbers from another")
  func seeds() async throws {
    let arguments = [
      "SignalPropagation": ["--depth", "3", "--width", "16", "--seed"],
      "TrainingAnMLP": ["--depth", "3", "--width", "16", "--steps", "5", "--seed"],
    ]
    for (program, arguments) in arguments {
      let first = try await table(program, arguments + ["1"])
      #expect(try await table(program, arguments + ["1"]) == first)
      #expect(try await table(program, arguments + ["2"]) != first)
    }
  }

  @Test("tell what is wrong with an initializer")
  func faults() async throws {
    let result = try await run(builtExecutable("TrainingAnMLP"), ["normal(std=-1)"])
    #expect(result.exitStatus != 0 && result.standardOutput.isEmpty)
    #expect(result.standardError.contains("std is -1"))
  }

  private static let resources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/TensorInit/TensorInit.docc/Resources")

  @Test("have pictures, those of the article among them")
  func pictures() async throws {
    try await withTemporaryFolder { folder in
      let tables = [
        "losses": ("TrainingAnMLP", ["--depth", "2", "--width", "8", "--steps", "5"]),
        "signals": ("SignalPropagation", ["--depth", "4", "--width", "16"]),
      ]
      for (name, (program, arguments)) in tables {
        let result = try await run(builtExecutable(program), arguments)
        try Data(result.standardOutput.utf8).write(to: URL(filePath: "\(folder)/\(name).tsv"))
      }
      let result = try await run(
        builtExecutable("ExamplePictures"),
        ["--losses", "losses.tsv", "--signals", "signals.tsv", "."], workingDirectory: folder)
      #expect(result.exitStatus == 0, "\(result.standardError)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".svg") }
      #expect(names.count == 5)
      for name in names {
        let svg = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        #expect(XMLParser(data: svg).parse(), "\(name)")
        let text = String(decoding: svg, as: UTF8.self)
        #expect(!text.contains("nan") && !text.contains("inf"), "\(name)")
        let committed = try Data(contentsOf: Self.resources.appending(path: name))
        // The others have sums that OpenBLAS makes as the machine likes.
        if name.hasPrefix("initializer") {
          #expect(svg == committed, "Scripts/make-pictures makes another \(name)")
        }
      }
    }
  }
}
