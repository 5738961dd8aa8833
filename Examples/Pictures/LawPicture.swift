import TensorInitCharts
import Foundation
import TensorInit

/// What elements of a weight are like, drawn by the library, under the density that they should have.
struct LawPicture {
  private struct Law {
    let expression: String
    let name: String
    let deviation: String
    let density: (Double) -> Double

    init(
      _ expression: String, _ name: String, deviation: String,
      density: @escaping (Double) -> Double
    ) {
      self.expression = expression
      self.name = name
      self.deviation = deviation
      self.density = density
    }
  }

  private static let std = 0.02

  private static var laws: [Law] {
    let normal = { (x: Double) in
      exp(-x * x / (2 * std * std)) / (std * (2 * Double.pi).squareRoot())
    }
    return [
      Law("normal(std=0.02)", "normal(std=0.02)", deviation: "0.02", density: normal),
      Law(
        "trunc_normal(std=0.02, low=-0.04, high=0.04)", "trunc_normal, cut at ±0.04",
        deviation: "0.0176", density: { abs($0) <= 0.04 ? normal($0) / erf(2.squareRoot()) : 0 }),
      Law(
        "uniform(low=-0.035, high=0.035)", "uniform on ±0.035", deviation: "0.0202",
        density: { abs($0) <= 0.035 ? 1 / 0.07 : 0 }),
      // Each of n^2 elements is nearly normal, of deviation gain / sqrt(n).
      Law(
        "orthogonal(gain=0.4525)", "orthogonal(gain=0.4525)", deviation: "0.02", density: normal),
    ]
  }

  let svg: String

  init() throws {
    let range = -0.08...0.08
    let bars = 64
    let step = (range.upperBound - range.lowerBound) / Double(bars)
    let panels = try Self.laws.map { law -> PlotGrid.Panel in
      let weight = try Tensor(zeros: [512, 512])
      try weight.initialize(Initializer(law.expression), using: Generator(seed: 0))
      var counts = [Int](repeating: 0, count: bars)
      for value in weight.doubles() where range.contains(value) {
        counts[min(bars - 1, Int((value - range.lowerBound) / step))] += 1
      }
      let heights = counts.map { Double($0) / Double(weight.count) / step }
      let curve = (0...320).map { index -> (x: Double, y: Double) in
        let x = range.lowerBound + Double(index) * step / 5
        return (x, law.density(x))
      }
      let plot = Plot(
        title: law.name, width: 266, height: 160,
        x: Axis(Scale(.linear, range), label: "element, deviation \(law.deviation)", tickCount: 4),
        y: Axis(Scale(.linear, 0...24), label: "density", tickCount: 3),
        series: [
          Plot.Series(
            .histogram(start: range.lowerBound, step: step, heights: heights), color: 0),
          Plot.Series(.line(curve), color: 1),
        ])
      return (law.name, plot)
    }
    svg =
      PlotGrid(
        title: "Histograms of weights from four initializers, and their densities",
        heading: "Four weights of nearly one deviation",
        notes: ["Elements of 512 × 512 each from seed 0, and the density of their law."],
        legend: [], columns: 2, panels: panels
      ).svg
  }
}
