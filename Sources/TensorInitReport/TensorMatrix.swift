import TensorInitCharts
import TensorInit
import TensorInitInspection

/// A tensor seen as a matrix, as initializers see it: its rows are the first dimension.
struct TensorMatrix {
  private let tensor: TensorInspection
  private let size: (rows: Int, columns: Int)
  private let reader: CheckpointReader

  init(_ tensor: TensorInspection, from reader: CheckpointReader) {
    self.tensor = tensor
    self.reader = reader
    size = Self.size(of: tensor)
  }

  /// A vector is one row.
  static func size(of tensor: TensorInspection) -> (rows: Int, columns: Int) {
    let shape = tensor.tensor.shape
    guard shape.count >= 2, let rows = shape.first, rows > 0 else {
      return (1, tensor.elementCount)
    }
    return (rows, tensor.elementCount / rows)
  }

  private var isMatrix: Bool { size.rows > 1 && size.columns > 1 }

  /// - Parameter edge: The most rows and columns of a heat map.
  func figures(edge: Int, threads: Int) throws(TensorInitError) -> [Figure] {
    guard isMatrix else { return [try vector] }
    var figures = [try heatMap(edge: edge)]
    if let values = try singularValues(threads: threads) { figures.append(values) }
    return figures
  }

  private var vector: Figure {
    get throws(TensorInitError) {
      let line = (rows: 1, columns: max(size.rows, size.columns))
      let sample = try TensorSample(
        of: tensor.tensor, size: line, most: (rows: 1, columns: 256), from: reader)
      let places = TensorSample.places(sample.columns, of: line.columns)
      let values = zip(places, sample.values).map { (x: Double($0), y: $1) }
      let finite = sample.values.filter(\.isFinite)
      let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
      let margin = (high / 2 - low / 2) * 0.08
      let plot = Plot(
        title: "Values of \(tensor.name.displayed) by their places", height: 240,
        x: Axis(Scale(.linear, 0...Double(max(line.columns - 1, 1))), label: "place"),
        y: Axis(Scale(.linear, low - margin...high + margin)),
        series: [Plot.Series(.dots(values), color: 0)])
      let caption =
        sample.isWhole
        ? "" : "A sample of \(sample.columns) of \(Quantities.grouped(line.columns)) elements."
      return Figure(title: "By place", svg: plot.svg, caption: caption)
    }
  }

  private func heatMap(edge: Int) throws(TensorInitError) -> Figure {
    let sample = try TensorSample(
      of: tensor.tensor, size: size, most: (edge, edge), from: reader)
    let map = HeatMap(sample.values, width: sample.columns)
    let (rows, columns) = (Double(size.rows), Double(size.columns))
    let plot = Plot(
      title: "Heat map of \(tensor.name.displayed)", height: 240,
      x: Axis(Scale(.linear, 0...columns), label: "column", tickCount: 4),
      y: Axis(Scale(.linear, 0...rows), label: "row", tickCount: 4), isDownward: true,
      series: [Plot.Series(.image(png: map.png, x: 0...columns, y: 0...rows), color: 0)])
    let ramp = Figure.Ramp(
      low: NumberText.significant(map.hasBothSigns ? -map.reach : map.origin, digits: 2),
      high: NumberText.significant(map.origin + map.reach, digits: 2),
      hasBothSigns: map.hasBothSigns)
    return Figure(
      title: "Heat map", svg: plot.svg, caption: caption(of: sample), ramp: ramp)
  }

  private func caption(of sample: TensorSample) -> String {
    let whole = "\(Quantities.grouped(size.rows)) × \(Quantities.grouped(size.columns))"
    let flattened = tensor.tensor.shape.count > 2 ? ", a row for each of the first dimension" : ""
    return sample.isWhole
      ? "All \(whole) elements\(flattened)."
      : "A sample of \(sample.rows) × \(sample.columns), evenly spaced, of \(whole)\(flattened)."
  }

  // MARK: Singular values

  /// From more rows or columns, a sample is decomposed.
  private static let most = 256

  /// - Returns: `nil` where elements are NaN or infinite, or too large.
  private func singularValues(threads: Int) throws(TensorInitError) -> Figure? {
    let sample = try TensorSample(
      of: tensor.tensor, size: size, most: (Self.most, Self.most), from: reader)
    guard sample.values.allSatisfy(\.isFinite) else { return nil }
    let values: [Double]
    do throws(TensorInitError) {
      values = try SingularValues.of(sample.values, columns: sample.columns, threads: threads)
    } catch {
      guard case .fileFailure = error.cause else { throw error }
      return Figure(
        title: "Singular values", svg: "", caption: "Not computed: \("\(error)".displayed).")
    }
    let expected = MarchenkoPastur.singularValues(
      rows: sample.rows, columns: sample.columns, deviation: tensor.statistics?.deviation ?? 0)
    func points(_ values: [Double]) -> [(x: Double, y: Double)] {
      values.enumerated().map { (Double($0 + 1), $1) }
    }
    guard values.allSatisfy(\.isFinite), expected.allSatisfy(\.isFinite) else { return nil }
    let highest = max(values.first ?? 0, expected.first ?? 0, .leastNormalMagnitude)
    let plot = Plot(
      title: "Singular values of \(tensor.name.displayed)", height: 240,
      x: Axis(Scale(.linear, 1...Double(max(values.count, 2))), label: "the largest first"),
      y: Axis(Scale(.linear, 0...highest * 1.05), tickCount: 4),
      series: [
        Plot.Series(.line(points(values)), name: "singular values", color: 0),
        Plot.Series(.line(points(expected), isDashed: true), name: "independent values", color: 1),
      ])
    let (largest, smallest) = (values.first ?? 0, values.last ?? 0)
    let ends =
      "From \(NumberText.significant(largest)) to \(NumberText.significant(smallest))"
    let caption =
      sample.isWhole
      ? "\(ends)." : "\(ends), of \(sample.rows) × \(sample.columns) evenly spaced elements."
    return Figure(title: "Singular values", svg: plot.svg, caption: caption)
  }
}
