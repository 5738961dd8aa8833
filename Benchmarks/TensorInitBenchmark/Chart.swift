import Foundation

/// A bar chart of a report as SVG: of each initializer, how many float32 elements a second we and the peers
/// make.
///
/// The scale is logarithmic, so that the bars of all can be seen.
package struct Chart {
  private let contents: ChartContents

  package init(_ report: Report) {
    contents = ChartContents(report)
  }

  // MARK: Geometry

  private static let width = 800.0
  private static let margin = 16.0
  private static let right = 60.0
  private static let top = 84.0
  private static let barHeight = 10.0
  private static let groupGap = 10.0
  private static let colors = 5

  /// Where the bars start: beside the longest name.
  private var left: Double {
    Self.margin + 8 + 6.6 * Double(contents.groups.map(\.name.count).max() ?? 0)
  }

  private var bottom: Double {
    contents.groups.reduce(Self.top) { $0 + Self.height(of: $1.bars) }
  }

  private static func height(of bars: [ChartContents.Bar]) -> Double {
    Double(bars.count) * barHeight + groupGap
  }

  /// The powers of 10 that enclose all speeds.
  private var decades: ClosedRange<Int> {
    let logarithms = contents.groups.flatMap(\.bars).map { log10($0.speed) }
    let low = Int((logarithms.min() ?? 0).rounded(.down))
    return low...max(low + 1, Int((logarithms.max() ?? 0).rounded(.up)))
  }

  private func x(_ speed: Double) -> Double {
    let share = (log10(speed) - Double(decades.lowerBound)) / Double(decades.count - 1)
    return left + share * (Self.width - left - Self.right)
  }

  // MARK: Drawing

  package var svg: String {
    let (width, height) = (Self.width.coordinate, (bottom + 48).coordinate)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" "
        + "width=\"\(width)\" height=\"\(height)\" role=\"img\">",
      "<title>Billion elements a second: \(contents.title.escaped)</title>", Self.style,
      "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
      text("Billion elements a second", x: Self.margin, y: 28, class: "title"),
      text(contents.title, x: Self.margin, y: 48),
    ]
    lines += legend + axis
    var top = Self.top
    for group in contents.groups {
      lines += drawing(of: group.name, group.bars, top: top)
      top += Self.height(of: group.bars)
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var legend: [String] {
    contents.parties.enumerated().flatMap { party, name in
      let x = Self.margin + Double(party) * 110
      return [
        rectangle(party: party, x: x, y: 58, width: 10, height: 10), text(name, x: x + 15, y: 67),
      ]
    }
  }

  private var axis: [String] {
    let lines = decades.flatMap { decade in
      let speed = pow(10, Double(decade))
      return [
        "<path class=\"line\" d=\"M\(x(speed).coordinate) \(Self.top.coordinate)V"
          + "\(bottom.coordinate)\"/>",
        text(String(format: "%g", speed), x: x(speed), y: bottom + 16, class: "middle"),
      ]
    }
    let center = (left + Self.width - Self.right) / 2
    let label = "billion elements a second, logarithmic scale"
    return lines + [text(label, x: center, y: bottom + 36, class: "middle")]
  }

  private func drawing(of name: String, _ bars: [ChartContents.Bar], top: Double) -> [String] {
    let middle = top + Double(bars.count) * Self.barHeight / 2
    let drawings = bars.enumerated().flatMap { index, bar in
      let y = top + Double(index) * Self.barHeight
      let end = x(bar.speed)
      return [
        rectangle(
          party: bar.party, x: left, y: y, width: end - left, height: Self.barHeight - 1),
        text(bar.speed.short, x: end + 4, y: y + 8, class: "value"),
      ]
    }
    return [text(name, x: left - 8, y: middle + 4, class: "end")] + drawings
  }

  private func rectangle(
    party: Int, x: Double, y: Double, width: Double, height: Double
  ) -> String {
    "<rect class=\"party\(party % Self.colors)\" x=\"\(x.coordinate)\" y=\"\(y.coordinate)\" "
      + "width=\"\(width.coordinate)\" height=\"\(height.coordinate)\"/>"
  }

  private func text(_ text: String, x: Double, y: Double, class name: String = "text") -> String {
    "<text class=\"\(name)\" x=\"\(x.coordinate)\" y=\"\(y.coordinate)\">\(text.escaped)</text>"
  }

  private static let style = """
    <style>
    text { font: 12px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 17px; font-weight: 600; }
    .middle { text-anchor: middle; } .end { text-anchor: end; } .value { font-size: 9px; }
    .paper { fill: #ffffff; } .line { stroke: #d1d9e0; }
    .party0 { fill: #0969da; } .party1 { fill: #cf5b1c; } .party2 { fill: #2f8f46; }
    .party3 { fill: #8250df; } .party4 { fill: #8c959f; }
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .paper { fill: #0d1117; } .line { stroke: #3d444d; }
    .party0 { fill: #58a6ff; } .party1 { fill: #f0883e; } .party2 { fill: #56d364; }
    .party3 { fill: #bc8cff; } .party4 { fill: #8b949e; }
    }
    </style>
    """
}

extension Double {
  fileprivate var coordinate: String { String(format: "%.1f", self) }
}

extension String {
  /// As the text of an XML element.
  fileprivate var escaped: String {
    replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}
