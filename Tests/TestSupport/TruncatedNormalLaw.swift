import Foundation

extension ClosedFormLaw {
  /// The normal law on [low, high] only.
  ///
  /// ```
  /// F(x) = (Φ(x') - Φ(low')) / (Φ(high') - Φ(low')),    x' = (x - mean) / std
  /// ```
  ///
  /// Far in a tail these differences vanish, so everything is a quotient of `GaussianTailIntegrals`
  /// about the bound nearest the mean, with no limit to how many deviations out it lies (Robert,
  /// Simulation of Truncated Normal Variables, 1995, has the same case split for sampling).
  ///
  /// - Parameters:
  ///   - mean: The mean of the normal law, not of the truncated one.
  ///   - std: The standard deviation of the normal law.
  ///   - low: The lower bound; may be -infinity.
  ///   - high: The upper bound, above `low`; may be infinity.
  public static func truncatedNormal(
    mean: Double, std: Double, low: Double, high: Double
  ) -> ClosedFormLaw {
    precondition(std > 0 && low < high, "needs std > 0 and low < high")
    let name = "truncatedNormal(mean: \(mean), std: \(std), low: \(low), high: \(high))"
    if low >= mean {
      return tail(
        name: name, std: std, edge: low, direction: 1, start: (low - mean) / std,
        width: (high - low) / std)
    }
    if high <= mean {
      return tail(
        name: name, std: std, edge: high, direction: -1, start: (mean - high) / std,
        width: (high - low) / std)
    }
    return centre(name: name, mean: mean, std: std, low: low, high: high)
  }

  /// The case of both bounds on one side of the mean, `edge` being the one nearer to it.
  private static func tail(
    name: String, std: Double, edge: Double, direction: Double, start: Double, width: Double
  ) -> ClosedFormLaw {
    let total = GaussianTailIntegrals(from: start, width: width)
    let shift = total.first / total.zeroth
    return ClosedFormLaw(
      name: name, mean: edge + direction * std * shift,
      variance: std * std * (total.second / total.zeroth - shift * shift)
    ) { x in
      let distance = direction * (x - edge) / std
      if distance <= 0 { return direction > 0 ? 0 : 1 }
      if distance >= width { return direction > 0 ? 1 : 0 }
      if direction > 0 {
        return GaussianTailIntegrals(from: start, width: distance).zeroth / total.zeroth
      }
      let below = GaussianTailIntegrals(from: start + distance, width: width - distance).zeroth
      return exp(-distance * (start + distance / 2)) * below / total.zeroth
    }
  }

  /// The case of the mean inside the bounds.
  private static func centre(
    name: String, mean: Double, std: Double, low: Double, high: Double
  ) -> ClosedFormLaw {
    let left = GaussianTailIntegrals(from: 0, width: (mean - low) / std)
    let right = GaussianTailIntegrals(from: 0, width: (high - mean) / std)
    let total = left.zeroth + right.zeroth
    let shift = (right.first - left.first) / total
    return ClosedFormLaw(
      name: name, mean: mean + std * shift,
      variance: std * std * ((left.second + right.second) / total - shift * shift)
    ) { x in
      if x <= low { return 0 }
      if x >= high { return 1 }
      let z = (x - mean) / std
      let width = z < 0 ? (x - low) / std : (high - x) / std
      let outer = exp(-z * z / 2) * GaussianTailIntegrals(from: abs(z), width: width).zeroth
      return z < 0 ? outer / total : 1 - outer / total
    }
  }
}
