/// The normal law restricted to absolute bounds, or to a number of deviations around the mean.
struct TruncatedNormal: Distribution {
  var mean = 0.0
  var std = 1.0
  /// The bounds; without a cut, -2 and 2 where they are not given.
  var low: Double?
  var high: Double?
  /// How many deviations from the mean the bounds are.
  var cut: Double?
  /// Whether the deviation is that after the cut.
  var corrected = false

  private static let standard = (low: -2.0, high: 2.0)

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try bounded(for: dtype).fill(for: dtype)
  }

  /// The law with its bounds.
  func bounded(for dtype: DType) throws(TensorInitError) -> BoundedNormal {
    guard let cut else {
      guard !corrected else {
        throw .invalidArgument(
          argument: "corrected", given: "true",
          expected: "false without a cut, the deviations at which the law is cut")
      }
      return BoundedNormal(
        mean: mean, std: std, low: low ?? Self.standard.low, high: high ?? Self.standard.high)
    }
    try require(cut > 0 && cut.isFinite, "cut", cut, "a finite number of deviations above 0")
    guard low == nil, high == nil else {
      throw .invalidArgument(
        argument: "cut", given: "\(cut)",
        expected: "none beside low and high, which are bounds of their own")
    }
    let before = corrected ? std / StandardNormal.deviation(within: cut) : std
    try require(
      before <= dtype.largestFinite || !(std <= dtype.largestFinite), "cut", cut,
      "a number for which the deviation before the cut, here \(before), is within \(dtype)'s range")
    return BoundedNormal(
      mean: mean, std: before, low: mean - cut * before, high: mean + cut * before)
  }

  static let signature = Signature(
    "trunc_normal", TruncatedNormal(), .number("mean", \.mean), .number("std", \.std),
    .bound("low", \.low, standard: standard.low), .bound("high", \.high, standard: standard.high),
    .number("cut", \.cut), .flag("corrected", \.corrected))
  var signature: Signature<Self> { Self.signature }
}

extension Parameter<TruncatedNormal> {
  /// A bound, which is nothing to a law with a cut.
  fileprivate static func bound(
    _ name: String, _ path: any WritableKeyPath<TruncatedNormal, Double?> & Sendable,
    standard: Double
  ) -> Parameter {
    Parameter(name) { law, argument throws(TensorInitError) in
      law[keyPath: path] = try argument.number(name).value
    } text: { law in
      law.cut == nil ? "\(law[keyPath: path] ?? standard)" : nil
    }
  }
}
