import TensorInitCharts
import Foundation
import TensorInit
import TensorInitInspection

/// How often values are found, and how often the law that they look like has them.
struct HistogramFigure {
  /// Where the bars begin and how wide they are.
  private let start, step: Double
  /// The shares of all finite elements.
  private let shares: [Double]
  private let caption: String
  private let tensor: TensorInspection

  /// - Returns: `nil` where the values are not known, all the same, or as large as numbers can be.
  init?(_ tensor: TensorInspection, from reader: CheckpointReader) throws(TensorInitError) {
    guard let histogram = tensor.histogram, let statistics = tensor.statistics,
      statistics.finiteCount > 1, statistics.smallest != statistics.largest
    else { return nil }
    self.tensor = tensor
    let count = Double(statistics.finiteCount)
    if Self.isConcentrated(histogram) {
      let sample = try TensorSample(
        of: tensor.tensor, size: TensorMatrix.size(of: tensor),
        most: (rows: 512, columns: 512), from: reader)
      let bars = Self.bars(of: sample.values.filter(\.isFinite).sorted())
      (start, step, shares) = (bars.start, bars.step, bars.shares)
      let outside = NumberText.significant((1 - bars.shares.reduce(0, +)) * 100, digits: 2)
      caption =
        "\(sample.isWhole ? "" : "Of a sample. ")\(outside)% of the elements lie farther out, from "
        + "\(NumberText.significant(statistics.smallest ?? 0)) to "
        + "\(NumberText.significant(statistics.largest ?? 0))."
    } else {
      // As many bars as still are smooth.
      let most = min(64, max(8, Int(count.squareRoot())))
      let merged = max(1, (histogram.counts.count + most - 1) / most)
      start = histogram.edge(0)
      step = Double(merged) * histogram.width
      shares = stride(from: 0, to: histogram.counts.count, by: merged).map { first in
        let end = min(first + merged, histogram.counts.count)
        return Double(histogram.counts[first..<end].reduce(0, +)) / count
      }
      caption = ""
    }
    guard start.isFinite, (start + step * Double(shares.count)).isFinite else { return nil }
  }

  /// Whether a few values far out leave nearly all others to a few bars.
  private static func isConcentrated(_ histogram: Histogram) -> Bool {
    let all = Double(histogram.counts.reduce(0, +))
    guard histogram.counts.count >= 32 else { return false }
    var sum = 0.0
    let fullest = histogram.counts.sorted(by: >)
    for (index, count) in fullest.enumerated() {
      sum += Double(count)
      if sum >= 0.98 * all { return index < histogram.counts.count / 10 && index > 0 }
    }
    return false
  }

  /// Bars over where nearly all of the values are.
  private static func bars(of sorted: [Double]) -> (start: Double, step: Double, shares: [Double]) {
    guard let first = sorted.first else { return (0, 1, [0]) }
    let low = sorted[sorted.count / 50]
    let high = sorted[sorted.count - 1 - sorted.count / 50]
    let margin = max((high - low) / 4, max(first.magnitude, 1) * 0x1p-40)
    let count = 64
    let start = low - margin
    let step = (high - low + 2 * margin) / Double(count)
    var counts = [Int](repeating: 0, count: count)
    for value in sorted {
      let place = (value - start) / step
      if place >= 0, place < Double(count) { counts[Int(place)] += 1 }
    }
    return (start, step, counts.map { Double($0) / Double(sorted.count) })
  }

  /// A few bars for a line of the table.
  var sparkline: String {
    let merged = (shares.count + 23) / 24
    return Sparkline.svg(
      stride(from: 0, to: shares.count, by: merged).map { first in
        shares[first..<min(first + merged, shares.count)].reduce(0, +)
      })
  }

  /// The curve over the bars: of the law that the values look like, else of a normal one, from which they differ.
  private var reference: (name: String, fits: Bool, density: (Double) -> Double)? {
    if let law = tensor.laws.first {
      guard law.density(start) != nil else { return nil }
      return (law.expression, true, { law.density($0) ?? 0 })
    }
    guard tensor.appearances.isEmpty, tensor.tensor.dtype?.isFloatingPoint == true,
      let mean = tensor.statistics?.mean, let deviation = tensor.statistics?.deviation,
      deviation > 0, tensor.elementCount >= 100
    else { return nil }
    return (
      "a normal law", false,
      { value in
        let distance = (value - mean) / deviation
        return exp(-distance * distance / 2) / (deviation * (2 * Double.pi).squareRoot())
      }
    )
  }

  var figure: Figure {
    let end = start + step * Double(shares.count)
    var highest = shares.max() ?? 1
    var series = [
      Plot.Series(
        .histogram(start: start, step: step, heights: shares), name: "values", color: 0)
    ]
    if let reference {
      let steps = 120
      let curve = (0...steps).map { index -> (x: Double, y: Double) in
        let x = start + (end - start) * Double(index) / Double(steps)
        return (x, reference.density(x) * step)
      }
      let finite = curve.map(\.y).filter(\.isFinite)
      highest = max(highest, min(finite.max() ?? 0, 1.5 * highest))
      let drawn = curve.map { (x: $0.x, y: $0.y <= highest * 1.02 ? $0.y : .nan) }
      series.append(
        Plot.Series(
          .line(drawn, isDashed: !reference.fits), name: reference.name,
          color: reference.fits ? 1 : 4))
    }
    let plot = Plot(
      title: "Histogram of \(tensor.name.displayed)", height: 240,
      x: Axis(Scale(.linear, start...end), label: "value", tickCount: 4),
      y: Axis(
        Scale(.linear, 0...max(highest * 1.04, .leastNormalMagnitude)), tickCount: 3,
        format: { NumberText.plain(($0 * 1e8).rounded() / 1e6) + "%" }),
      series: series)
    return Figure(title: "Values", svg: plot.svg, caption: caption)
  }
}
