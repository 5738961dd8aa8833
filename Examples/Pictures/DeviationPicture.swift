import TensorInitCharts
import TensorInit

/// How wide initializers make the weights of a layer, by its inputs.
struct DeviationPicture {
  private static let expressions = [
    "kaiming_normal(nonlinearity=relu)", "lecun_normal", "xavier_normal",
    "kaiming_uniform(slope=2.23606797749979)", "trunc_normal(std=0.02)", "normal(std=0.01)",
  ]

  let svg: String

  init() throws {
    let sizes = [16, 64, 256, 1024, 4096, 16384]
    let series = try Self.expressions.map { expression in
      let initializer = try Initializer(expression)
      let points = try sizes.map { size -> (x: Double, y: Double) in
        let deviation = try initializer.deviation(shape: [1024, size], dtype: .float32)
        return (Double(size), deviation ?? .nan)
      }
      return Plot.Series(
        .line(points, isDashed: SchemeName.isDashed(expression)),
        color: SchemeName.color(expression))
    }
    let plot = Plot(
      title: "Deviations", width: 532, height: 300,
      x: Axis(
        Scale(.logarithmic, 10...20_000), label: "inputs of a layer of 1024 outputs",
        format: NumberText.power),
      y: Axis(
        Scale(.logarithmic, 1e-3...1), label: "standard deviation of the weights",
        format: NumberText.power),
      series: series)
    svg =
      PlotGrid(
        title: "Deviations of weights by a layer's inputs, for initializers",
        heading: "How wide the weights are",
        notes: [
          "Schemes that read the fans make a layer of many inputs narrower; fixed ones don't."
        ],
        legend: Self.expressions.map(SchemeName.legendEntry), columns: 1, panels: [(nil, plot)]
      ).svg
  }
}
