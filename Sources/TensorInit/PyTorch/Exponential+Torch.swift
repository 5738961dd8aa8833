extension Exponential: TorchDistribution {
  /// `-log(1 - u) / rate` in double precision, 0 where u is.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkRate(for: dtype)
    let scale = -1 / rate
    return TorchElementwise(dtype) { scale * CLibrary.log1p(-$0.twister.nextUniform()) }
  }
}
