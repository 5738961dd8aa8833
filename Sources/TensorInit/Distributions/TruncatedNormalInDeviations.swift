/// The normal law restricted to `cut` deviations around the mean, as JAX and Keras call it.
///
/// Their standard deviations are 0.01 and 0.05; it is that before the restriction. ``TruncatedNormal`` with a cut is
/// the same law with PyTorch's standards.
struct TruncatedNormalInDeviations: Distribution {
  var std = 0.01
  var mean = 0.0
  var cut = 2.0

  func fill(for dtype: DType) throws(TensorInitError) -> AnyFill {
    try law.fill(for: dtype)
  }

  var law: TruncatedNormal { TruncatedNormal(mean: mean, std: std, cut: cut) }

  static let signature = Signature(
    "truncated_normal", TruncatedNormalInDeviations(), .number("std", \.std),
    .number("mean", \.mean), .number("cut", \.cut))
  var signature: Signature<Self> { Self.signature }
}
