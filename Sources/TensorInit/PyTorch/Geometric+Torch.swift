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
