extension Bernoulli: TorchDistribution {
  /// Whether `u < p`, with u of 53 bits.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkProbability()
    let p = p
    return TorchElementwise(dtype) { $0.twister.nextUniform() < p ? 1 : 0 }
  }
}
