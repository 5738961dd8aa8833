/// The exponential law.
///
/// ```
/// x = -log(u) / rate,   mean 1 / rate
/// ```
/// Values are positive and finite: from 2^-33 / rate to 22.9 / rate (2^-53 and 36.8 in float64).
struct Exponential: Distribution {
  var rate = 1.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkRate(for: dtype)
    return .drawn(
      try .locationScale(
        .exponential, location: 0, scale: 1 / rate, bounds: dtype.positiveRange, dtype: dtype))
  }

  func checkRate(for dtype: DType) throws(TensorInitError) {
    try requireFloatingPoint(dtype)
    try require(rate > 0 && rate.isFinite, "rate", rate, "a finite number above 0")
    try require(
      1 / rate <= dtype.largestFinite, "rate", rate, "a number whose inverse \(dtype) holds")
  }

  static let signature = Signature("exponential", Exponential(), .number("rate", \.rate))
  var signature: Signature<Self> { Self.signature }
}
