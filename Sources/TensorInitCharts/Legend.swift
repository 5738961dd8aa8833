/// The names of what is drawn, each with a sample of its colour, in as many rows as they take.
struct Legend {
  struct Entry {
    let name: String
    let series: Int
    /// Of a line rather than of an area.
    let isLine: Bool
    var isDashed = false
  }

  private let rows: [[(entry: Entry, x: Double)]]
  private static let rowHeight = 16.0

  init(_ entries: [Entry], x: Double, width: Double) {
    var rows: [[(Entry, Double)]] = []
    var place = width
    for entry in entries {
      let needed = 20 + TextWidth.small(entry.name) + 14
      if place + needed > width || rows.isEmpty {
        rows.append([])
        place = 0
      }
      rows[rows.count - 1].append((entry, x + place))
      place += needed
    }
    self.rows = rows
  }

  var height: Double { rows.isEmpty ? 0 : Double(rows.count) * Self.rowHeight + 6 }

  func draw(in picture: inout SVG, y: Double) {
    for (row, entries) in rows.enumerated() {
      let y = y + Double(row) * Self.rowHeight
      for (entry, x) in entries {
        if entry.isLine {
          let dashes = entry.isDashed ? " dashed" : ""
          picture.path(
            "M\(SVG.text(x)) \(SVG.text(y + 5))h14", class: "line\(dashes) series\(entry.series)")
        } else {
          picture.rectangle(x: x, y: y, width: 10, height: 10, class: "series\(entry.series)")
        }
        picture.text(entry.name, x: x + (entry.isLine ? 19 : 15), y: y + 9)
      }
    }
  }
}
