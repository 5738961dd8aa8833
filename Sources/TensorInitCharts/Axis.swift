/// One side of a plot: its scale, its ticks and what it says of them.
package struct Axis {
  package let scale: Scale
  package let label: String?
  private let ticks: [Double]
  private let format: (Double) -> String

  /// - Parameter tickCount: About how many ticks; 0 for none.
  package init(
    _ scale: Scale, label: String? = nil, tickCount: Int = 5,
    format: @escaping (Double) -> String = NumberText.plain
  ) {
    self.scale = scale
    self.label = label
    self.format = format
    ticks = tickCount == 0 ? [] : scale.ticks(about: tickCount)
  }

  package var labels: [(value: Double, text: String)] { ticks.map { ($0, format($0)) } }

  /// What the longest label takes.
  var labelWidth: Double { labels.map { TextWidth.small($0.text) }.max() ?? 0 }
}

/// What a text takes on a line, about: nobody can measure it here.
package enum TextWidth {
  package static func small(_ text: String) -> Double { 6.2 * Double(text.count) }

  /// The text, or its beginning and end where it would take more.
  package static func shortened(_ text: String, to width: Double) -> String {
    let most = max(3, Int(width / 6.2))
    guard text.count > most else { return text }
    let first = (most - 1) / 3
    return "\(text.prefix(first))…\(text.suffix(most - 1 - first))"
  }
}
