extension LogNormal: TorchDistribution {
  /// The exponential of normal numbers drawn one by one, in double precision, however many there are.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkParameters(for: dtype)
    try require(std > 0, "std", std, "a number above 0 with PyTorch's generator")
    let (mean, std) = (mean, std)
    return TorchElementwise(dtype) { CLibrary.exp(mean.addingProduct($0.nextNormal(), std)) }
  }
}
