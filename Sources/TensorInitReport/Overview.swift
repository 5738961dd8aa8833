import TensorInitCharts
import TensorInit
import TensorInitInspection

/// A checkpoint's tensors by their kinds and layers.
struct Overview {
  /// Tensors of one name but for the layer.
  struct Kind {
    let name: String
    /// The name in a layer, where no other kind has it.
    var shortName: String
    /// Places in the inspection's tensors.
    var tensors: [Int] = []
    var elementCount = 0
    /// The layers' places, of those that are in layers.
    var layers: [Int] = []

    init(_ place: TensorPlace) {
      name = place.kind
      shortName = place.role
    }
  }

  let kinds: [Kind]
  /// The layers' names, in the order in which people count.
  let layers: [String]
  private let inspection: CheckpointInspection
  /// The kinds that have a colour of their own, those of layers first in number of elements.
  private let colored: [Kind]

  init(_ inspection: CheckpointInspection) {
    self.inspection = inspection
    let places = TensorPlace.places(of: inspection.tensors.map(\.name))
    layers = Set(places.compactMap(\.layer)).sorted(by: NaturalOrder.isBefore)
    let layerPlaces = Dictionary(uniqueKeysWithValues: zip(layers, layers.indices))
    var kinds: [Kind] = []
    var known: [String: Int] = [:]
    for (index, place) in places.enumerated() {
      let kind = known[place.kind] ?? kinds.count
      if kind == kinds.count {
        known[place.kind] = kind
        kinds.append(Kind(place))
      }
      kinds[kind].tensors.append(index)
      kinds[kind].elementCount = Self.sum(
        kinds[kind].elementCount, inspection.tensors[index].elementCount)
      if let layer = place.layer { kinds[kind].layers.append(layerPlaces[layer] ?? 0) }
    }
    let roles = Dictionary(kinds.map { ($0.shortName, 1) }, uniquingKeysWith: +)
    for index in kinds.indices where roles[kinds[index].shortName] != 1 {
      kinds[index].shortName = kinds[index].name
    }
    self.kinds = kinds.sorted { $0.elementCount > $1.elementCount }
    colored = Array(self.kinds.filter { $0.layers.count > 1 }.prefix(Palette.count - 1))
  }

  private static func sum(_ first: Int, _ second: Int) -> Int {
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? .max : sum
  }

  // MARK: Pictures

  var figures: [Figure] {
    [elementsByKind, elementsByLayer, deviationsByLayer].compactMap(\.self)
  }

  private var elementsByKind: Figure? {
    guard kinds.count > 1 else { return nil }
    let most = 14
    var groups = kinds.prefix(most).map { kind in
      (
        name: kind.shortName.displayed,
        bars: [BarChart.Bar(series: color(of: kind.name), value: Double(kind.elementCount))]
      )
    }
    let others = kinds.dropFirst(most)
    if !others.isEmpty {
      let count = others.map { Double($0.elementCount) }.reduce(0, +)
      groups.append(
        ("\(others.count) others", [BarChart.Bar(series: Self.otherColor, value: count)]))
    }
    let largest = groups.flatMap(\.bars).map(\.value).max() ?? 0
    // As high as the two pictures beside it.
    let pitch = min(34, 500 / Double(groups.count))
    let chart = BarChart(
      title: "Elements by kind of tensor", groups: groups,
      axis: Axis(Scale(.linear, 0...max(largest, 1)), tickCount: 0), width: 400,
      barHeight: 0.72 * pitch, groupGap: 0.28 * pitch, format: NumberText.compact)
    return Figure(title: "Parameters by kind", svg: chart.svg(), caption: "")
  }

  private static let otherColor = 4

  private func color(of kind: String) -> Int {
    guard let place = colored.firstIndex(where: { $0.name == kind }) else {
      return Self.otherColor
    }
    return place < Self.otherColor ? place : place + 1
  }

  private var layerAxis: Axis {
    Axis(
      Scale(.linear, -0.5...Double(layers.count) - 0.5), label: "layer",
      tickCount: min(layers.count, 8), format: { NumberText.plain($0.rounded()) })
  }

  private var elementsByLayer: Figure? {
    guard layers.count > 1 else { return nil }
    var tops = [Double](repeating: 0, count: layers.count)
    var series: [Plot.Series] = []
    let others = kinds.filter { kind in
      !kind.layers.isEmpty && !colored.contains { $0.name == kind.name }
    }
    for group in colored.map({ [$0] }) + [others] where !group.isEmpty {
      var sums = [Double](repeating: 0, count: layers.count)
      for kind in group {
        for (tensor, layer) in zip(kind.tensors, kind.layers) {
          sums[layer] += Double(inspection.tensors[tensor].elementCount)
        }
      }
      let bars = sums.indices.filter { sums[$0] > 0 }.map { layer in
        (x: Double(layer), from: tops[layer], to: tops[layer] + sums[layer])
      }
      for layer in sums.indices { tops[layer] += sums[layer] }
      let color = group.count == 1 ? color(of: group[0].name) : Self.otherColor
      series.append(Plot.Series(.bars(bars, width: 0.78), color: color))
    }
    let plot = Plot(
      title: "Elements by layer", width: 400, height: 220, x: layerAxis,
      y: Axis(
        Scale(.linear, 0...max((tops.max() ?? 0) * 1.05, 1)), tickCount: 4,
        format: NumberText.compact),
      series: series)
    let inside = tops.reduce(0, +)
    let outside = max(0, Double(inspection.totals.elementCount) - inside)
    let caption =
      "\(Names.counted(layers.count, "layer")), in the order of their names, "
      + "\(layers[0].displayed) to \(layers[layers.count - 1].displayed)"
      + (outside > 0 ? "; \(NumberText.compact(outside)) elements are outside." : ".")
    return Figure(title: "Parameters by layer", svg: plot.svg, caption: caption)
  }

  private var deviationsByLayer: Figure? {
    guard layers.count > 1 else { return nil }
    let lines = colored.compactMap { kind -> (kind: Kind, points: [(layer: Int, value: Double)])? in
      var points: [(layer: Int, value: Double)] = []
      for (tensor, layer) in zip(kind.tensors, kind.layers) {
        guard let value = inspection.tensors[tensor].statistics?.deviation, value > 0 else {
          continue
        }
        points.append((layer, value))
      }
      return points.count > 1 ? (kind, points.sorted { $0.layer < $1.layer }) : nil
    }
    let values = lines.flatMap(\.points).map(\.value)
    guard let low = values.min(), let high = values.max(), high.isFinite else { return nil }
    let isWide = high > 12 * low
    let scale =
      isWide ? Scale.decades(around: values) : Scale(.linear, 0...high * 1.1)
    let plot = Plot(
      title: "Standard deviation by layer", width: 400,
      height: 250, x: layerAxis,
      y: Axis(scale, tickCount: 5),
      series: lines.enumerated().flatMap { index, line in
        let color = color(of: line.kind.name)
        let points = line.points.map { (x: Double($0.layer), y: $0.value) }
        // Dashes let the line beneath be seen.
        let isCovering = lines.prefix(index).contains { Self.coincide($0.points, line.points) }
        return [
          Plot.Series(
            .line(points, isDashed: isCovering), name: line.kind.shortName.displayed, color: color),
          Plot.Series(
            .points(
              line.points.map {
                let tensor = "\(layers[$0.layer]): \(line.kind.shortName)".displayed
                return (
                  Double($0.layer), $0.value, "\(tensor): \(NumberText.significant($0.value))"
                )
              }), color: color),
        ]
      })
    let left = kinds.count { $0.layers.count > 1 } - colored.count
    let caption =
      left > 0 ? "The \(colored.count) largest kinds; \(left) more are in the table." : ""
    return Figure(title: "Deviation by depth", svg: plot.svg, caption: caption)
  }

  private static func coincide(
    _ first: [(layer: Int, value: Double)], _ second: [(layer: Int, value: Double)]
  ) -> Bool {
    let others = Dictionary(first.map { ($0.layer, $0.value) }) { value, _ in value }
    let near = second.count { layer, value in
      others[layer].map { abs($0 - value) <= 0.02 * value } ?? false
    }
    return 2 * near > second.count
  }
}
