/// base^(-j / n) for element j of n, the angles by which rotary position embeddings turn from one position to the next
/// (Su et al., 2021).
struct RotaryInverseFrequencies: InitializerDefinition {
  var base = 10_000.0

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    try require(shape, rankIn: 1...1, "1 dimension")
    try require(base > 0 && base.isFinite, "base", base, "a finite number above 0")
    let count = shape[0]
    let numbers = Powers(powers: FractionalPowers(of: base), count: count)
    if count > 1 { try require("the last value", numbers[count - 1], isHeldBy: dtype) }
    return .other(AxisFill(values: try RoundedNumbers(numbers), count: count, width: 1))
  }

  static let signature = Signature(
    "rope_inverse_frequencies", RotaryInverseFrequencies(), .number("base", \.base))
  var signature: Signature<Self> { Self.signature }
}

private struct Powers: IndexedNumbers {
  let powers: FractionalPowers
  let count: Int

  subscript(index: Int) -> Double { powers(index, of: count) }
}

extension Initializer {
  /// The frequencies of rotary position embeddings, base^(-j / n) for element j of n (Su et al., 2021): the angles, in
  /// radians, by which they turn from one position to the next.
  ///
  /// The tensor has 1 dimension, half the size of an attention head, and a floating-point dtype.
  ///
  /// - Parameter base: Finite and above 0, "theta" in many models.
  public static func ropeInverseFrequencies(base: Double = 10_000) -> Initializer {
    Initializer(RotaryInverseFrequencies(base: base))
  }
}
