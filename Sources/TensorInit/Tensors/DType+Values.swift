/// Which numbers a dtype holds. Bounds are promised of what is stored, so they are found here, after
/// rounding to the dtype.
extension DType {
  /// The integers that the dtype holds exactly, with all integers between them.
  package var exactIntegers: ClosedRange<Int64> { facts.exactIntegers }

  /// The largest finite value of a floating-point dtype; of an integer dtype, its maximum.
  package var largestFinite: Double { facts.largestFinite }

  /// The finite values of a dtype.
  var finiteRange: ClosedRange<Double> { -largestFinite...largestFinite }

  /// The finite values above 0 of a floating-point dtype.
  var positiveRange: ClosedRange<Double> { -largest(below: 0)...largestFinite }

  /// The value of a floating-point dtype nearest to `value`, which may be infinite.
  package func rounded(_ value: Double) -> Double {
    switch self {
    case .float32: Double(Float(value))
    case .float16: Double(Float16(value))
    case .bfloat16: Double(Float(BFloat16(value)))
    default: value
    }
  }

  /// The largest value of a floating-point dtype that is at most `bound`.
  package func largest(atMost bound: Double) -> Double {
    let nearest = rounded(bound)
    return nearest <= bound ? min(nearest, largestFinite) : next(below: nearest)
  }

  /// The smallest value of a floating-point dtype that is at least `bound`.
  package func smallest(atLeast bound: Double) -> Double {
    // The sum makes -0 into +0.
    -largest(atMost: -bound) + 0
  }

  /// The largest value of a floating-point dtype below `bound`.
  package func largest(below bound: Double) -> Double {
    let candidate = largest(atMost: bound)
    return candidate < bound ? candidate : next(below: candidate)
  }

  /// The neighbour below a value of a floating-point dtype.
  private func next(below value: Double) -> Double {
    switch self {
    case .float32: return Double(Float(value).nextDown)
    case .float16: return Double(Float16(value).nextDown)
    case .bfloat16:
      // The same neighbour as a Float with the lower half of its bits zero.
      let pattern = BFloat16(value).bitPattern
      let below: UInt16 =
        value == 0 ? 0x8001 : pattern & 0x8000 == 0 ? pattern - 1 : pattern + 1
      return Double(Float(BFloat16(bitPattern: below)))
    default: return value.nextDown
    }
  }
}
