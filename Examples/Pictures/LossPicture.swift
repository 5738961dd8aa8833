import TensorInitCharts

/// How the losses of `TrainingAnMLP` fall, from each of its starts.
struct LossPicture {
  let svg: String

  init(_ table: Table) {
    let steps = table.numbers(0)
    // Of one that overflows at once nothing could be seen.
    let shown = table.columns.indices.dropFirst().filter {
      table.numbers($0).dropFirst().contains(where: \.isFinite)
    }
    let series = shown.map { column in
      Plot.Series(
        .line(
          zip(steps, table.numbers(column)).map { (x: $0, y: $1) },
          isDashed: SchemeName.isDashed(table.columns[column])),
        color: SchemeName.color(table.columns[column]))
    }
    let plot = Plot(
      title: "Losses", width: 532, height: 300,
      x: Axis(Scale(.linear, 0...(steps.max() ?? 1)), label: "steps of gradient descent"),
      y: Axis(
        Scale(.logarithmic, 1e-3...1), label: "mean cross-entropy, in nats",
        format: NumberText.power),
      series: series)
    svg =
      PlotGrid(
        title: "The loss of a network of 16 layers by steps, from several starts",
        heading: "The same network from several starts",
        notes: [
          "16 relu layers of 64 units learn to tell two spirals apart; guessing costs 0.69.",
          "From normal(std=1), which isn't shown, the first step ends at no number.",
        ],
        legend: shown.map { SchemeName.legendEntry(table.columns[$0]) }, columns: 1,
        panels: [(nil, plot)]
      ).svg
  }
}
