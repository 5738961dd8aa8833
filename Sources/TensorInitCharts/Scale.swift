import Foundation

/// How numbers become places along an axis.
package struct Scale: Sendable {
  package enum Kind: Sendable { case linear, logarithmic }

  package let kind: Kind
  package let range: ClosedRange<Double>

  /// - Parameter range: Of a logarithmic scale positive; one without width is widened around its value.
  package init(_ kind: Kind = .linear, _ range: ClosedRange<Double>) {
    self.kind = kind
    let largest = Double.greatestFiniteMagnitude
    let (low, high) = (max(range.lowerBound, -largest), min(range.upperBound, largest))
    if kind == .logarithmic {
      self.range = low < high ? low...high : low / 10...high * 10
    } else if high / 2 - low / 2 > 0x1p-41 * max(low.magnitude, high.magnitude) {
      self.range = low...high
    } else {
      let half = max(low.magnitude / 2, 0x1p-20)
      self.range = low - half...low + half
    }
  }

  /// The decades that enclose all values, two at least.
  package static func decades(around values: some Collection<Double>) -> Scale {
    let logarithms = values.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
    let low = (logarithms.min() ?? 0).rounded(.down)
    let high = max(low + 1, (logarithms.max() ?? 0).rounded(.up))
    return Scale(.logarithmic, pow(10, low)...pow(10, high))
  }

  /// From 0 at the range's lower bound to 1 at its upper one.
  package func share(of value: Double) -> Double {
    switch kind {
    case .linear:
      // Halves, whose difference is finite.
      (value / 2 - range.lowerBound / 2) / (range.upperBound / 2 - range.lowerBound / 2)
    case .logarithmic:
      log10(value / range.lowerBound) / log10(range.upperBound / range.lowerBound)
    }
  }

  // MARK: Ticks

  /// Round numbers within the range, about so many of them.
  package func ticks(about count: Int) -> [Double] {
    switch kind {
    case .linear: linearTicks(about: count)
    case .logarithmic: logarithmicTicks(about: count)
    }
  }

  private func linearTicks(about count: Int) -> [Double] {
    let rough = range.upperBound / Double(count) - range.lowerBound / Double(count)
    let exponent = Int(log10(rough).rounded(.down))
    let mantissa = rough / Self.power(exponent)
    let step = mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10.0
    // Divided rather than multiplied by a power below 1, so that 3 times 0.1 is 0.3.
    func value(_ index: Double) -> Double {
      exponent < 0 ? index * step / Self.power(-exponent) : index * step * Self.power(exponent)
    }
    let unit = value(1)
    guard unit > 0, unit.isFinite else { return [range.lowerBound, range.upperBound] }
    let slack = 1e-9
    let first = (range.lowerBound / unit - slack).rounded(.up)
    let last = (range.upperBound / unit + slack).rounded(.down)
    guard first <= last, last - first <= 4 * Double(count) else {
      return [range.lowerBound, range.upperBound]
    }
    // Plus zero: a tick of -0 is 0.
    return stride(from: first, through: last, by: 1).map { value($0) + 0 }
  }

  private func logarithmicTicks(about count: Int) -> [Double] {
    let low = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
    let high = Int((log10(range.upperBound) + 1e-9).rounded(.down))
    guard low < high else { return Scale(.linear, range).linearTicks(about: count) }
    let step = max(1, (high - low + count - 1) / count)
    return stride(from: low, through: high, by: step).map(Self.power)
  }

  private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }
}
