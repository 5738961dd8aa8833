extension Orthogonal {
  /// PyTorch factorizes, and of a square matrix makes the columns orthonormal one after the other.
  ///
  /// `torch.nn.init` draws the tensor's own dtype, which LAPACK has to know, its C++ interface float32.
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try fill(
      for: shape, dtype, computedIn: algorithm == .ktorch ? .float32 : dtype, method: .qr,
      isSquareByRows: false
    ) { computed throws(TensorInitError) in
      guard computed == .float32 || computed == .float64 else {
        throw .unsupportedDType(
          given: "\(computed)", expected: "float32 or float64 with PyTorch's generator")
      }
      return try Normal().torchFill(for: shape, computed, as: algorithm)
    }
  }
}
