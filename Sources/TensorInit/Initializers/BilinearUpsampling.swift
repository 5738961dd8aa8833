/// Kernels of transposed convolutions that interpolate linearly along each dimension (Long, Shelhamer and Darrell,
/// 2015), for all pairs of channels alike, as MXNet and Paddle fill them.
struct BilinearUpsampling: InitializerDefinition {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    try require(shape, rankIn: 3...5, "3, 4 or 5 dimensions")
    let kernel = Array(shape.dropFirst(2))
    return .other(
      AxisFill(
        values: try RoundedNumbers(InterpolationWeights(kernel: kernel)),
        count: kernel.reduce(1, *), width: 1))
  }

  static let signature = Signature("bilinear", BilinearUpsampling())
  var signature: Signature<Self> { Self.signature }
}

/// The weight at each place of a kernel.
private struct InterpolationWeights: IndexedNumbers {
  let kernel: [Int]

  /// The product over all dimensions of 1 - |i / f - c|, as one quotient: with integers that binary64 holds, it is
  /// rounded once.
  subscript(place: Int) -> Double {
    var (numerator, denominator) = (1.0, 1.0)
    var rest = place
    for size in kernel.reversed() {
      let (quotient, i) = rest.quotientAndRemainder(dividingBy: size)
      rest = quotient
      let factor = size / 2 + size % 2
      let center = 2 * factor - 1 - factor % 2
      numerator *= Double(2 * factor - abs(2 * i - center))
      denominator *= Double(2 * factor)
    }
    return numerator / denominator
  }
}

extension Initializer {
  /// Kernels with which a transposed convolution upsamples by linear interpolation (Long, Shelhamer and Darrell,
  /// "Fully convolutional networks for semantic segmentation", 2015), as MXNet's and Paddle's `Bilinear`.
  ///
  /// The tensor has 3 to 5 dimensions, two of channels and those of the kernel, and a floating-point dtype. All pairs of
  /// channels are alike: groups of one channel each upsample every channel by itself. A kernel dimension of size k
  /// contributes the factor `1 - |i / f - c|` with `f = ceil(k / 2)` and `c = (2f - 1 - f mod 2) / 2f`.
  public static var bilinear: Initializer { Initializer(BilinearUpsampling()) }
}
