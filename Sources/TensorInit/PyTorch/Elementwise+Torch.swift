// The laws that PyTorch draws one element after the other, whatever the tensor's size.

extension Bernoulli: TorchDistribution {
  /// Whether `u < p`, with u of 53 bits.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkProbability()
    let p = p
    return TorchElementwise(dtype) { $0.twister.nextUniform() < p ? 1 : 0 }
  }
}

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

extension Exponential: TorchDistribution {
  /// `-log(1 - u) / rate` in double precision, 0 where u is.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkRate(for: dtype)
    let scale = -1 / rate
    return TorchElementwise(dtype) { scale * CLibrary.log1p(-$0.twister.nextUniform()) }
  }
}

extension Geometric: TorchDistribution {
  /// `ceil(log(u) / log(1 - p))` in double precision; integers that are too large wrap around.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    guard dtype != .bool else {
      throw .unsupportedDType(
        given: "\(dtype)", expected: "an integer or floating-point dtype")
    }
    try require(p > 0 && p < 1, "p", p, "a probability in 0 < p < 1 with PyTorch's generator")
    let logOfFailure = CLibrary.log1p(-p)
    return TorchElementwise(dtype) { engine in
      (CLibrary.log(engine.twister.nextUniform()) / logOfFailure).rounded(.up)
    }
  }
}

extension LogNormal: TorchDistribution {
  /// The exponential of normal numbers drawn one by one, in double precision, however many there are.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkParameters(for: dtype)
    try require(std > 0, "std", std, "a number above 0 with PyTorch's generator")
    let (mean, std) = (mean, std)
    return TorchElementwise(dtype) { CLibrary.exp(mean.addingProduct($0.nextNormal(), std)) }
  }
}
