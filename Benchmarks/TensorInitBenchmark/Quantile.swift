extension [Double] {
  /// The value below which this fraction of the numbers lies, interpolated between neighbours.
  ///
  /// - Parameter fraction: From 0 to 1; there must be a number.
  func quantile(_ fraction: Double) -> Double {
    let sorted = sorted()
    let position = fraction * Double(count - 1)
    let below = sorted[Int(position)]
    let above = sorted[Swift.min(Int(position) + 1, count - 1)]
    return below + (above - below) * (position - position.rounded(.down))
  }
}
