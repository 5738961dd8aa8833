/// Bars from left to right, of one or several series in groups below each other.
package struct BarChart {
  package struct Bar {
    /// Its colour's place in the palette, and its name's in the legend.
    package let series: Int
    package let value: Double

    package init(series: Int, value: Double) {
      self.series = series
      self.value = value
    }
  }

  package typealias Group = (name: String, bars: [Bar])

  private let title: String
  private let heading: String?
  private let subheading: String?
  private let series: [String]
  private let groups: [Group]
  private let axis: Axis
  private let format: (Double) -> String
  private let width, barHeight, groupGap: Double

  /// - Parameters:
  ///   - title: What it shows, for those who can't see it.
  ///   - heading: A line above the picture; a page has its own.
  ///   - series: The names of the legend, none for no legend.
  ///   - axis: Its scale, whose lower bound is where bars begin.
  ///   - format: What stands at a bar's end.
  package init(
    title: String, heading: String? = nil, subheading: String? = nil, series: [String] = [],
    groups: [Group], axis: Axis, width: Double = 440, barHeight: Double = 14,
    groupGap: Double = 6, format: @escaping (Double) -> String
  ) {
    self.title = title
    self.heading = heading
    self.subheading = subheading
    self.series = series
    self.groups = groups
    self.axis = axis
    self.width = width
    self.barHeight = barHeight
    self.groupGap = groupGap
    self.format = format
  }

  // MARK: Geometry

  /// Of a picture that stands alone.
  private var margin: Double { heading == nil ? 0 : 16 }

  private var top: Double {
    margin + (heading == nil ? 0 : 18) + (subheading == nil ? 0 : 20)
      + (series.isEmpty ? 4 : 30)
  }

  /// Where the bars start: beside the longest name.
  private var left: Double {
    let longest = groups.map { TextWidth.small($0.name) * 1.07 }.max() ?? 0
    return margin + 8 + min(longest, width * 0.42)
  }

  private var right: Double { width - 52 }

  private var bottom: Double { groups.reduce(top) { $0 + height(of: $1) } }

  private func height(of group: Group) -> Double {
    Double(group.bars.count) * barHeight + groupGap
  }

  private func x(_ value: Double) -> Double { left + axis.scale.share(of: value) * (right - left) }

  // MARK: Drawing

  /// - Parameter style: The style sheet of a picture that stands alone.
  package func svg(style: String? = nil) -> String {
    var picture = SVG()
    if style != nil {
      let height = height
      picture.rectangle(x: 0, y: 0, width: width, height: height, class: "paper")
    }
    if let heading { picture.text(heading, x: margin, y: margin + 12, class: "heading") }
    if let subheading { picture.text(subheading, x: margin, y: margin + 32) }
    for (index, name) in series.enumerated() {
      let (x, y) = (margin + Double(index) * 110, top - 22)
      picture.rectangle(
        x: x, y: y, width: 10, height: 10, class: "series\(index % Palette.count)")
      picture.text(name, x: x + 15, y: y + 9)
    }
    drawAxis(in: &picture)
    var top = top
    for group in groups {
      draw(group, top: top, in: &picture)
      top += height(of: group)
    }
    return picture.document(title: title, width: width, height: height, style: style)
  }

  private var height: Double {
    bottom + (axis.labels.isEmpty ? 0 : 20) + (axis.label == nil ? 0 : 20) + margin / 2
  }

  private func drawAxis(in picture: inout SVG) {
    var grid = ""
    for (value, text) in axis.labels {
      grid += "M\(SVG.text(x(value))) \(SVG.text(top))V\(SVG.text(bottom))"
      picture.text(text, x: x(value), y: bottom + 16, anchor: .middle, class: "tick")
    }
    picture.path(grid, class: "grid")
    if let label = axis.label {
      picture.text(
        label, x: (left + right) / 2, y: bottom + 36, anchor: .middle, class: "label")
    }
  }

  private func draw(_ group: Group, top: Double, in picture: inout SVG) {
    for (index, bar) in group.bars.enumerated() {
      let y = top + Double(index) * barHeight
      let end = x(bar.value)
      picture.rectangle(
        x: left, y: y, width: max(0.5, end - left), height: barHeight - 1,
        class: "series\(bar.series % Palette.count)", title: nil)
      picture.text(
        format(bar.value), x: end + 4, y: y + barHeight / 2 + 3, class: "value")
    }
    let middle = top + Double(group.bars.count) * barHeight / 2
    let name = TextWidth.shortened(group.name, to: left - margin - 8)
    picture.text(name, x: left - 8, y: middle + 4, anchor: .end)
  }
}
