extension Cauchy: TorchDistribution {
  /// `median + sigma tan(pi (u - 1/2))` in double precision; what the dtype can't hold is infinite.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkParameters(for: dtype)
    let (median, sigma) = (median, sigma)
    return TorchElementwise(dtype) { engine in
      let u = engine.twister.nextUniform()
      return median.addingProduct(sigma, CLibrary.tan(Double.pi * (u - 0.5)))
    }
  }
}
