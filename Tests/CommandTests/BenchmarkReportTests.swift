import Foundation
import TensorInit
import TestSupport
import Testing

import tensor_init_benchmark

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The benchmark's report")
struct BenchmarkReportTests {
  private func report() throws -> Report {
    BenchmarkReports.report([
      try BenchmarkReports.measurement(seconds: 0.1 + 0.2, torch: 1 / 3),
      try BenchmarkReports.measurement("ones", dtype: .int8, threads: 1, seconds: 2e-3),
    ])
  }

  @Test("comes back from JSON as it was")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let report = try report()
      try Data(report.json().utf8).write(to: URL(fileURLWithPath: folder + "/x.json"))
      #expect(try Report(contentsOf: folder + "/x.json") == report)
    }
  }

  @Test("gives medians and quartiles")
  func quantiles() {
    let timing = Timing([5, 1, 4, 2, 9])
    #expect(timing.seconds == 4)
    #expect(timing.quartiles == [2, 5])
    #expect(Timing([1, 2]).seconds == 1.5)
  }

  @Test("gives ratios above 1 where this package is faster")
  func ratios() throws {
    let measurement = try BenchmarkReports.measurement(seconds: 2e-3, memset: 1e-3, torch: 8e-3)
    #expect(measurement.ratioToMemset == 0.5)
    #expect(measurement.ratio(toPeer: "torch") == 4)
    #expect(measurement.ratio(toPeer: "jax") == nil)
    #expect(measurement.elementsPerSecond == 4096 / 2e-3)
  }

  @Test("as Markdown has the machine above a table for each dtype and number of threads")
  func markdown() throws {
    let lines = Markdown(try report()).text.split(separator: "\n").map(String.init)
    #expect(lines.contains("- Processor: A & <B>, 2 cores"))
    #expect(lines.contains("- Instruction set: avx2"))
    #expect(lines.contains("- Date: 2023-11-14"))
    #expect(lines.contains("- Peers: PyTorch 2.13.0, JAX 0.10"))
    let headings = ["## float32, 2 threads, generator ars", "## int8, 1 thread, generator ars"]
    #expect(lines.filter { $0.hasPrefix("## ") } == headings)
    #expect(
      lines.contains(
        "| `normal(mean=0.0, std=1.0)` | 64x64 | 300 ms (300 ms–300 ms) | 0.0000137 | 0.00333 | "
          + "333 ms (333 ms–333 ms) | 1.11 |"))
    #expect(lines.contains("| `ones` | 64x64 | 2.00 ms (2.00 ms–2.00 ms) | 0.00205 | 0.500 |"))
    // Every row of a table has as many cells as its title.
    let tables = lines.filter { $0.hasPrefix("|") }.map { $0.split(separator: "|").count }
    #expect(tables == [7, 7, 7, 5, 5, 5])
  }

  @Test("writes numbers with three digits")
  func numbers() {
    #expect(
      [0.012345, 1.5, 45.67, 1204.4, 0].map(\.short) == ["0.0123", "1.50", "45.7", "1204", "0.0"])
    #expect([12, 0.0125, 4e-5, 3e-8].map(\.time) == ["12.0 s", "12.5 ms", "40.0 µs", "30.0 ns"])
    #expect([9, 1 << 10, 1 << 24, 1025].map(\.asPowerOfTwo) == ["9", "2^10", "2^24", "1025"])
  }
}

@Suite("The benchmark's chart")
struct BenchmarkChartTests {
  private let report: Report

  init() throws {
    report = BenchmarkReports.report([
      try BenchmarkReports.measurement("normal(0, 2)", seconds: 1e-3, torch: 1),
      try BenchmarkReports.measurement("normal(0, 3)", seconds: 2e-3, torch: 1),
      try BenchmarkReports.measurement("uniform", shape: [16], seconds: 1, torch: 1),
      try BenchmarkReports.measurement("uniform", shape: [64], seconds: 64e-9, torch: 1),
      try BenchmarkReports.measurement("uniform", threads: 1, seconds: 4, torch: 1),
      try BenchmarkReports.measurement("uniform", dtype: .float64, seconds: 5, torch: 1),
      try BenchmarkReports.measurement("ones", seconds: 6),
    ])
  }

  @Test("shows of each initializer with a peer the largest float32 tensor with the most threads")
  func contents() {
    let contents = ChartContents(report)
    #expect(contents.parties == ["this package", "PyTorch"])
    let names = ["normal(mean=0.0, std=2.0)", "normal(mean=0.0, std=3.0)", "uniform"]
    #expect(contents.groups.map(\.name) == names)
    #expect(contents.groups.map { $0.bars.map(\.party) } == [[0, 1], [0, 1], [0, 1]])
    #expect(contents.groups[2].bars.map(\.speed) == [64 / 64e-9 / 1e9, 64e-9])
  }

  @Test("is XML with a bar, a number and a name for each, inside the picture and in proportion")
  func drawing() throws {
    let document = Elements()
    let parser = XMLParser(data: Data(Chart(report).svg.utf8))
    parser.delegate = document
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    let bars = document.elements.filter { $0["class"]?.hasPrefix("series") == true }
    // Two of the legend, then two a group.
    let pairs = Array(repeating: ["series0", "series1"], count: 4)
    #expect(bars.map { $0["class"] } == pairs.flatMap(\.self))
    for bar in bars {
      let x = try #require(bar["x"].flatMap(Double.init))
      let width = try #require(bar["width"].flatMap(Double.init))
      #expect(x >= 0 && width >= 0 && x + width < 800)
    }
    let widths = bars.dropFirst(2).compactMap { $0["width"].flatMap(Double.init) }
    // Speeds 1,000 times and 500 times PyTorch's: on this scale a decade has one length.
    let decade = (widths[0] - widths[1]) / 3
    #expect(abs((widths[2] - widths[3]) / decade - 2.699) < 0.02)
    let texts = ["Billion elements a second", "PyTorch", "0.00410", "0.00205", "uniform"]
    #expect(document.texts.isSuperset(of: texts))
    #expect(document.texts.contains("billion elements a second, logarithmic scale"))
  }

  /// The elements' attributes and texts of a document.
  private final class Elements: NSObject, XMLParserDelegate {
    var elements: [[String: String]] = []
    var texts: Set<String> = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements.append(attributes)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      texts.insert(text)
    }
  }
}
