/// Bars, lines and points over two axes.
package struct Plot {
  package enum Mark {
    /// Adjoining bars of one width, from the first one's left edge on.
    case histogram(start: Double, step: Double, heights: [Double])
    case line([(x: Double, y: Double)], isDashed: Bool = false)
    /// Points, each with what it is.
    case points([(x: Double, y: Double, title: String)])
    /// Points without a word, which take less.
    case dots([(x: Double, y: Double)])
    /// Bars between two heights, each around its place.
    case bars([(x: Double, from: Double, to: Double)], width: Double)
    /// A picture over a part of the plane, its first row above.
    case image(png: [UInt8], x: ClosedRange<Double>, y: ClosedRange<Double>)
  }

  package struct Series {
    package let mark: Mark
    /// What it is called in the legend; one without a name isn't there.
    package let name: String?
    /// Its colour's place in the palette.
    package let color: Int

    package init(_ mark: Mark, name: String? = nil, color: Int) {
      self.mark = mark
      self.name = name
      self.color = color % Palette.count
    }
  }

  private let title: String
  let (width, height): (Double, Double)
  private let (x, y): (Axis, Axis)
  private let series: [Series]
  /// Whether the vertical axis goes down, as the rows of a matrix do.
  private let isDownward: Bool
  private let legend: Legend

  /// Where the axes meet.
  let left: Double
  private let top: Double
  private let plotWidth, plotHeight: Double

  /// - Parameters:
  ///   - title: What it shows, for those who can't see it.
  ///   - width: Of the whole picture, in pixels of its own.
  package init(
    title: String, width: Double = 360, height: Double = 220, x: Axis, y: Axis,
    isDownward: Bool = false, series: [Series]
  ) {
    self.title = title
    (self.width, self.height) = (width, height)
    (self.x, self.y) = (x, y)
    self.isDownward = isDownward
    self.series = series
    let entries = series.compactMap { series in
      series.name.map { name in
        switch series.mark {
        case .line(_, let isDashed):
          Legend.Entry(name: name, series: series.color, isLine: true, isDashed: isDashed)
        case .histogram, .points, .dots, .bars, .image:
          Legend.Entry(name: name, series: series.color, isLine: false)
        }
      }
    }
    left = max(10, y.labelWidth + 10) + (y.label == nil ? 0 : 16)
    legend = Legend(entries, x: left, width: width - left)
    top = 8 + legend.height
    plotWidth = width - left - 12
    plotHeight = height - top - 22 - (x.label == nil ? 0 : 16)
  }

  private func place(_ x: Double, _ y: Double) -> SVG.Point {
    SVG.Point(placeX(x), placeY(y))
  }

  private func placeX(_ value: Double) -> Double { left + x.scale.share(of: value) * plotWidth }

  private func placeY(_ value: Double) -> Double {
    let share = y.scale.share(of: value)
    return top + (isDownward ? share : 1 - share) * plotHeight
  }

  package var svg: String {
    var picture = SVG()
    draw(in: &picture)
    return picture.document(title: title, width: width, height: height)
  }

  func draw(in picture: inout SVG) {
    legend.draw(in: &picture, y: 2)
    drawAxes(in: &picture)
    for series in series { draw(series, in: &picture) }
    let (below, beside) = (top + plotHeight, left + plotWidth)
    picture.path(
      "M\(SVG.text(left)) \(SVG.text(below))H\(SVG.text(beside))", class: "axis")
  }

  private func drawAxes(in picture: inout SVG) {
    let below = top + plotHeight
    var grid = ""
    for (value, text) in y.labels {
      let place = placeY(value)
      grid += "M\(SVG.text(left)) \(SVG.text(place))h\(SVG.text(plotWidth))"
      picture.text(text, x: left - 6, y: place + 4, anchor: .end, class: "tick")
    }
    picture.path(grid, class: "grid")
    var ticks = ""
    for (value, text) in x.labels {
      let place = placeX(value)
      ticks += "M\(SVG.text(place)) \(SVG.text(below))v4"
      picture.text(text, x: place, y: below + 16, anchor: .middle, class: "tick")
    }
    picture.path(ticks, class: "axis")
    if let label = x.label {
      picture.text(
        label, x: left + plotWidth / 2, y: height - 4, anchor: .middle, class: "label")
    }
    if let label = y.label {
      picture.text(label, rotatedAt: SVG.Point(11, top + plotHeight / 2), class: "label")
    }
  }

  private func draw(_ series: Series, in picture: inout SVG) {
    let color = "series\(series.color)"
    switch series.mark {
    case .histogram(let start, let step, let heights):
      var path = "M\(SVG.text(placeX(start))) \(SVG.text(placeY(y.scale.range.lowerBound)))"
      for (index, height) in heights.enumerated() {
        let end = placeX(start + Double(index + 1) * step)
        path += "V\(SVG.text(placeY(height)))H\(SVG.text(end))"
      }
      path += "V\(SVG.text(placeY(y.scale.range.lowerBound)))Z"
      picture.path(path, class: "area \(color)")
    case .line(let points, let isDashed):
      picture.line(
        clipped(points), class: "line\(isDashed ? " dashed" : "") \(color)")
    case .points(let points):
      for point in points {
        picture.circle(place(point.x, point.y), radius: 2.5, class: color, title: point.title)
      }
    case .dots(let points):
      // Lines without length, whose ends are round.
      let path = points.map { place($0.x, $0.y) }.filter { $0.x.isFinite && $0.y.isFinite }
        .map { "M\(SVG.text($0.x)) \(SVG.text($0.y))h0" }.joined()
      picture.path(path, class: "dots \(color)")
    case .bars(let bars, let width):
      let path = bars.map { bar in
        let (left, right) = (placeX(bar.x - width / 2), placeX(bar.x + width / 2))
        return "M\(SVG.text(left)) \(SVG.text(placeY(bar.from)))H\(SVG.text(right))"
          + "V\(SVG.text(placeY(bar.to)))H\(SVG.text(left))Z"
      }.joined()
      picture.path(path, class: "solid \(color)")
    case .image(let png, let x, let y):
      let (first, second) = (place(x.lowerBound, y.lowerBound), place(x.upperBound, y.upperBound))
      picture.image(
        png: png, x: min(first.x, second.x), y: min(first.y, second.y),
        width: abs(second.x - first.x), height: abs(second.y - first.y))
    }
  }

  /// The places of a line, as far as it is between the ends of the vertical axis, with gaps where it leaves them.
  private func clipped(_ points: [(x: Double, y: Double)]) -> [SVG.Point] {
    let gap = SVG.Point(.nan, .nan)
    var places: [SVG.Point] = []
    for (start, end) in zip(points, points.dropFirst()) {
      let (from, to) = (y.scale.share(of: start.y), y.scale.share(of: end.y))
      let (first, last) = (place(start.x, start.y), place(end.x, end.y))
      guard from.isFinite, to.isFinite, max(from, to) >= 0, min(from, to) <= 1 else {
        places.append(gap)
        continue
      }
      /// The place of an end, or where the way from the other one leaves the axis.
      func point(_ place: SVG.Point, share: Double) -> SVG.Point {
        guard !(0...1).contains(share) else { return place }
        let part = (min(max(share, 0), 1) - from) / (to - from)
        return SVG.Point(
          first.x + part * (last.x - first.x), first.y + part * (last.y - first.y))
      }
      if !(0...1).contains(from) { places.append(gap) }
      if places.last.map({ !$0.x.isFinite }) ?? true { places.append(point(first, share: from)) }
      places.append(point(last, share: to))
      if !(0...1).contains(to) { places.append(gap) }
    }
    return places
  }
}
