import TensorInitCharts
import Foundation
import Testing

@Suite("The axes of charts")
struct AxisTests {
  @Test(
    "have round ticks within the range",
    arguments: [
      (0.0...1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
      (-0.05...0.08, [-0.04, -0.02, 0, 0.02, 0.04, 0.06, 0.08]),
      (0...0.08, [0, 0.02, 0.04, 0.06, 0.08]), (95...105, [96, 98, 100, 102, 104]),
      (0...3e9, [0, 5e8, 1e9, 1.5e9, 2e9, 2.5e9, 3e9]),
      (-3e-8...3e-8, [-3e-8, -2e-8, -1e-8, 0, 1e-8, 2e-8, 3e-8]),
    ])
  func ticks(range: ClosedRange<Double>, expected: [Double]) {
    #expect(Scale(.linear, range).ticks(about: 5) == expected)
  }

  @Test("have ticks at the decades of a logarithmic scale, or at every second or third")
  func decades() {
    #expect(Scale.decades(around: [0.011, 5]).ticks(about: 20) == [0.01, 0.1, 1, 10])
    #expect(Scale(.logarithmic, 1e-8...1).ticks(about: 4) == [1e-8, 1e-6, 1e-4, 1e-2, 1])
    #expect(Scale.decades(around: []).ticks(about: 4) == [1, 10])
    #expect(Scale(.logarithmic, 0.01...1).share(of: 0.1) == 0.5)
  }

  @Test(
    "trap at no range of finite numbers",
    arguments: [
      0...0, 1...1, -1e300...1e300, -1.7e308...1.7e308, 0x1p-1060...0x1p-1059,
      5...5.000000000000001,
      1e15...1e15 + 1, -.leastNonzeroMagnitude ... .leastNonzeroMagnitude,
    ] as [ClosedRange<Double>])
  func extremeRanges(range: ClosedRange<Double>) {
    let scale = Scale(.linear, range)
    let axis = Axis(scale, label: "x")
    #expect(scale.ticks(about: 5).allSatisfy { $0.isFinite })
    #expect(axis.labels.allSatisfy { !$0.text.isEmpty })
    let plot = Plot(
      title: "x", x: axis, y: axis,
      series: [Plot.Series(.line([(range.lowerBound, range.upperBound), (.nan, 1)]), color: 9)])
    #expect(!plot.svg.contains("nan") && !plot.svg.contains("inf"))
  }
}

@Suite("The numbers of charts")
struct NumberTextTests {
  @Test("have three digits, a true minus sign, and an exponent where there would be many zeros")
  func significant() {
    let numbers = [
      0.02, -1234.5, 1e-5, 0, 999_999, 1e6, -0.0, .nan, -.infinity, .leastNonzeroMagnitude,
    ]
    #expect(
      numbers.map { NumberText.significant($0) } == [
        "0.0200", "−1234", "1.00e-5", "0", "1.00e6", "1.00e6", "0", "NaN", "−∞", "4.94e-324",
      ])
  }

  @Test("are powers of ten where they are")
  func powers() {
    #expect(
      [1e-10, 0.1, 1, 10, 1e12, 5, 0, -1].map(NumberText.power) == [
        "10⁻¹⁰", "10⁻¹", "10⁰", "10¹", "10¹²", "5", "0", "−1",
      ])
  }

  @Test("are in thousands, millions and so on where they are counts")
  func compact() {
    #expect(
      [0, 999, 1000, 38_597_376, 124_439_808, 999_960, 2e15].map(NumberText.compact) == [
        "0", "999", "1k", "38.6M", "124M", "1M", "2000T",
      ])
  }
}

@Suite("The markup of charts")
struct MarkupTests {
  @Test("has no quote and no bracket left, whatever follows them")
  func escaping() {
    // Each with a combining accent, with which it is another character to Swift.
    let hostile = "\"\u{301}<\u{301}>\u{301}&\u{301}'\u{301}\u{0}\u{1b}"
    let text = Markup.escaped(hostile)
    let markup: Set<Unicode.Scalar> = ["\"", "<", ">", "'", "\u{0}", "\u{1b}"]
    #expect(!text.unicodeScalars.contains { markup.contains($0) })
    #expect(text.utf8.starts(with: "&quot;".utf8))
  }
}

@Suite("The lines of plots")
struct LineTests {
  /// The path of a line over an axis of which the plot shows 0 to 1, in 100 by 100 pixels.
  private func path(_ points: [(x: Double, y: Double)]) throws -> String {
    let plot = Plot(
      title: "line", width: 122, height: 130, x: Axis(Scale(.linear, 0...10), tickCount: 0),
      y: Axis(Scale(.linear, 0...1), tickCount: 0), series: [Plot.Series(.line(points), color: 0)])
    let match = plot.svg.firstMatch(of: /<path class="line series0" d="([^"]*)"/)
    return String(match?.output.1 ?? "")
  }

  @Test("end where they leave the axis, and begin where they come back")
  func clipping() throws {
    #expect(try path([(0, 0), (10, 1)]) == "M10 108L110 8")
    #expect(try path([(0, 0.5), (5, 1.5), (10, 0.5)]) == "M10 58L35 8M85 8L110 58")
    #expect(try path([(0, -1), (10, 1)]) == "M60 108L110 8")
    #expect(try path([(0, -1), (10, 3)]) == "M35 108L60 8")
    #expect(try path([(0, 2), (10, 3)]) == "")
  }

  @Test("have gaps where there is no number")
  func gaps() throws {
    #expect(
      try path([(0, 0), (1, 0), (2, .nan), (3, 0), (4, 0), (5, .infinity)])
        == "M10 108L20 108M40 108L50 108")
  }
}

@Suite("A grid of plots")
struct PlotGridTests {
  @Test("has every plot in its row and column, below its name, the heading and the legend")
  func places() {
    let plot = Plot(
      title: "x", width: 100, height: 80, x: Axis(Scale(.linear, 0...1), label: "time"),
      y: Axis(Scale(.linear, 0...1), label: "height"),
      series: [Plot.Series(.line([(0, 0), (1, 1)], isDashed: true), color: 2)])
    let svg = PlotGrid(
      title: "All", heading: "Plots", notes: ["Of <nothing>"],
      legend: [PlotGrid.Entry("one", color: 2, isDashed: true)], columns: 2,
      panels: [("a", plot), ("b", plot), ("c", plot)]
    ).svg
    #expect(svg.contains("viewBox=\"0 0 228 "))
    #expect(svg.contains("Of &lt;nothing&gt;") && svg.contains("<style>"))
    #expect(svg.matches(of: /class="line dashed series2"/).count == 4)
    let places = svg.matches(
      of: /<g transform="translate\(([0-9.]+) ([0-9.]+)\)">\n<text class="panel"/
    ).map { (Double($0.output.1) ?? 0, Double($0.output.2) ?? 0) }
    #expect(places.map(\.0) == [14, 114, 14])
    #expect(places.count == 3 && places[0].1 == places[1].1 && places[2].1 == places[0].1 + 98)
    for name in ["a", "b", "c"] { #expect(svg.contains(">\(name)</text>")) }
    #expect(
      svg.components(separatedBy: "<g transform").count == svg.components(separatedBy: "</g>").count
    )
  }
}
