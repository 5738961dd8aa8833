import TensorInitCharts

/// How `SignalPropagation`'s activations or gradients grow or vanish, a panel for each function.
struct SignalPicture {
  enum Signal: String {
    case activation, gradient
  }

  let svg: String

  init(_ table: Table, of signal: Signal) throws {
    guard
      let function = table.columns.firstIndex(of: "function"),
      let scheme = table.columns.firstIndex(of: "scheme"),
      let layer = table.columns.firstIndex(of: "layer"),
      let value = table.columns.firstIndex(of: signal.rawValue)
    else { throw Table.Fault(description: "a table of SignalPropagation was expected") }

    let schemes = table.rows.map { $0[scheme] }.unique
    let isForward = signal == .activation
    let plots = table.rows.map { $0[function] }.unique.map { name -> PlotGrid.Panel in
      let lines = schemes.map { expression in
        let points = table.rows.filter { $0[function] == name && $0[scheme] == expression }
          .compactMap { row in
            Double(row[layer]).map { (x: $0, y: Double(row[value]) ?? .nan) }
          }
        return Plot.Series(
          .line(points, isDashed: SchemeName.isDashed(expression)),
          color: SchemeName.color(expression))
      }
      let depth = table.numbers(layer).max() ?? 1
      let plot = Plot(
        title: name, width: 266, height: 170,
        x: Axis(Scale(.linear, 0...depth), label: "layer"),
        y: Axis(
          Scale(.logarithmic, 1e-10...1e6), label: "root mean square", tickCount: 4,
          format: NumberText.power),
        series: lines)
      return (name, plot)
    }
    svg =
      PlotGrid(
        title: "Root mean squares of \(signal.rawValue)s by layer, for initializers and functions",
        heading: isForward
          ? "Signals on their way through 50 layers" : "Gradients on their way back",
        notes: [
          isForward
            ? "Root mean square of each layer's activations, of normal inputs of deviation 1."
            : "Root mean square of gradients by each layer's activations, 1 at the end."
        ],
        legend: schemes.map(SchemeName.legendEntry), columns: 2, panels: plots
      ).svg
  }
}

extension Sequence where Element: Hashable {
  /// The elements that differ, in order.
  var unique: [Element] {
    var known: Set<Element> = []
    return filter { known.insert($0).inserted }
  }
}
