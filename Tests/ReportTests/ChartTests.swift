import Charts
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
