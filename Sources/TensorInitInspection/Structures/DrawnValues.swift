/// Whether numbers are such as are drawn or trained, of which equal ones are a mark of equal draws.
///
/// Fixed patterns are equal by their nature: masks and one-hot rows have few numbers, tiled kernels equal rows, and
/// tables of angles, counters and rows of one number hardly change from a place to the next.
enum DrawnValues {
  /// Of fewer numbers, patterns are made.
  static let fewestNumbers = 16

  /// Whether there are enough different ones.
  static func areMany<Number: Hashable>(_ numbers: some Sequence<Number>) -> Bool {
    var different: Set<Number> = []
    for number in numbers {
      different.insert(number)
      if different.count == fewestNumbers { return true }
    }
    return false
  }

  /// Whether rows of one length hardly change along themselves or from one to the next, or are all equal.
  static func areSmooth(_ rows: [[Double]]) -> Bool {
    let count = Double(rows.reduce(0) { $0 + $1.count })
    let mean = rows.reduce(0) { $1.reduce($0, +) } / count
    let variance =
      rows.reduce(0) { $1.reduce($0) { $0 + ($1 - mean) * ($1 - mean) } } / count
    guard variance.isFinite, variance > 0 else { return false }
    var along = (sum: 0.0, count: 0.0)
    var between = (sum: 0.0, count: 0.0)
    for (number, row) in rows.enumerated() {
      for (first, second) in zip(row, row.dropFirst()) {
        along = (along.sum + (second - first) * (second - first), along.count + 1)
      }
      guard number > 0 else { continue }
      for (first, second) in zip(rows[number - 1], row) {
        between = (between.sum + (second - first) * (second - first), between.count + 1)
      }
    }
    // The mean square of differences by twice the variance is near 1 for independent numbers (von Neumann, 1941).
    return [along, between].contains { $0.count >= 8 && $0.sum / $0.count < 0.5 * variance }
  }
}
