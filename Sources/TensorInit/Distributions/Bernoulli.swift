/// 1 (or true) with probability p, else 0; p is met to within 2^-64.
struct Bernoulli: Distribution {
  var p = 0.5

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkProbability()
    return .drawn(
      try .bernoulli(
        threshold: p < 1 ? UInt64(p * 0x1p64) : 0, isCertain: p == 1, dtype: dtype))
  }

  func checkProbability() throws(TensorInitError) {
    try require(p >= 0 && p <= 1, "p", p, "a probability in 0...1")
  }

  static let signature = Signature("bernoulli", Bernoulli(), .number("p", \.p))
  var signature: Signature<Self> { Self.signature }
}
