/// Plots of one size in rows, as a picture that stands alone, with one legend for all.
package struct PlotGrid {
  /// A colour's name in the legend.
  package struct Entry {
    package let name: String
    /// The colour's place in the palette.
    package let color: Int
    package let isDashed: Bool

    package init(_ name: String, color: Int, isDashed: Bool = false) {
      self.name = name
      self.color = color
      self.isDashed = isDashed
    }
  }

  package typealias Panel = (name: String?, plot: Plot)

  private static let margin = 14.0
  /// Of a line of text.
  private static let lineHeight = 18.0

  private let title: String
  private let heading: String
  private let notes: [String]
  private let columns: Int
  private let panels: [Panel]
  private let legend: Legend
  private let width: Double

  /// - Parameters:
  ///   - title: What it shows, for those who can't see it.
  ///   - heading: A line above all.
  ///   - notes: Lines below the heading.
  ///   - columns: How many plots stand beside each other.
  ///   - panels: The plots, which have no legends of their own, and what stands above each.
  package init(
    title: String, heading: String, notes: [String] = [], legend: [Entry], columns: Int,
    panels: [Panel]
  ) {
    self.title = title
    self.heading = heading
    self.notes = notes
    self.columns = max(1, columns)
    self.panels = panels
    let plotWidth = panels.map(\.plot.width).max() ?? 0
    width = 2 * Self.margin + Double(self.columns) * plotWidth
    self.legend = Legend(
      legend.map {
        Legend.Entry(
          name: $0.name, series: $0.color % Palette.count, isLine: true, isDashed: $0.isDashed)
      }, x: Self.margin, width: width - 2 * Self.margin)
  }

  package var svg: String {
    let margin = Self.margin
    let plotWidth = (width - 2 * margin) / Double(columns)
    let top = margin + 24 + Self.lineHeight * Double(notes.count)
    let nameHeight = panels.contains { $0.name != nil } ? Self.lineHeight : 0
    let rowHeight = nameHeight + (panels.map(\.plot.height).max() ?? 0)
    let rows = (panels.count + columns - 1) / columns
    let height = top + legend.height + Double(rows) * rowHeight + margin

    var picture = SVG()
    picture.rectangle(x: 0, y: 0, width: width, height: height, class: "paper")
    picture.text(heading, x: margin, y: margin + 14, class: "heading")
    for (line, note) in notes.enumerated() {
      picture.text(note, x: margin, y: margin + 34 + Self.lineHeight * Double(line), class: "label")
    }
    legend.draw(in: &picture, y: top)
    for (index, (name, plot)) in panels.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      let place = SVG.Point(
        margin + Double(column) * plotWidth, top + legend.height + Double(row) * rowHeight)
      picture.group(at: place) { picture in
        if let name {
          picture.text(name, x: plot.left, y: Self.lineHeight - 4, class: "panel")
        }
        picture.group(at: SVG.Point(0, nameHeight)) { plot.draw(in: &$0) }
      }
    }
    return picture.document(
      title: title, width: width, height: height, style: Palette.standAlone)
  }
}
