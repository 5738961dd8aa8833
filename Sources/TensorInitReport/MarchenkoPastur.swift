/// The singular values that a large matrix of independent numbers has (Marchenko and Pastur, "Distribution of eigenvalues
/// for some sets of random matrices", 1967).
package enum MarchenkoPastur {
  /// What the singular values are about, the largest first, as many as the smaller side.
  ///
  /// - Parameter deviation: Of the numbers, whose mean is 0.
  package static func singularValues(rows: Int, columns: Int, deviation: Double) -> [Double] {
    let (short, long) = (Double(min(rows, columns)), Double(max(rows, columns)))
    let ratio = (short / long).squareRoot()
    let (low, high) = (1 - ratio, 1 + ratio)
    // The distribution of a singular value s, in units of deviation times the root of the longer side, has a density in
    // proportion to sqrt((high^2 - s^2)(s^2 - low^2)) / s; its sum over cells of equal width.
    let cells = 2048
    let width = (high - low) / Double(cells)
    var sums = [0.0]
    for cell in 0..<cells {
      let s = low + (Double(cell) + 0.5) * width
      let product = (high * high - s * s) * (s * s - low * low)
      sums.append(sums[cell] + max(product, 0).squareRoot() / s)
    }
    let count = min(rows, columns)
    let scale = deviation * long.squareRoot()
    var cell = 0
    let ascending = (0..<count).map { index in
      let wanted = (Double(index) + 0.5) / Double(count) * sums[cells]
      while cell < cells - 1, sums[cell + 1] < wanted { cell += 1 }
      let share = (wanted - sums[cell]) / max(sums[cell + 1] - sums[cell], .leastNormalMagnitude)
      return scale * (low + (Double(cell) + share) * width)
    }
    return ascending.reversed()
  }
}
