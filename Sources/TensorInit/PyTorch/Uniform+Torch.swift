extension Uniform: TorchDistribution {
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkBounds(for: dtype)
    try require("high - low", high - low, isHeldBy: dtype)
    return TorchUniform(low: low, high: high, dtype: dtype)
  }
}

/// `low + (high - low) u` in one fused step, with u of 24 bits, or of 53 in float64; a result that is
/// `high` becomes `low`, in the dtype.
struct TorchUniform: TorchSampler {
  let low: Double
  let high: Double
  let dtype: DType

  func write(_ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine) {
    switch dtype {
    case .float64:
      let elements = destination.assumingMemoryBound(to: Double.self)
      for i in 0..<count {
        let x = low.addingProduct(high - low, engine.twister.nextUniform())
        elements[i] = x == high ? low : x
      }
    case .float16: write(count, to: destination.assumingMemoryBound(to: Float16.self), engine)
    case .bfloat16: write(count, to: destination.assumingMemoryBound(to: BFloat16.self), engine)
    default:
      let elements = destination.assumingMemoryBound(to: Float.self)
      engine.twister.forEachRun(of: count) { words, offset in
        TorchKernels.current.uniform(
          words, low: Float(low), high: Float(high), to: elements + offset)
      }
    }
  }

  private func write<Element: TorchElement & Equatable>(
    _ count: Int, to elements: UnsafeMutablePointer<Element>, _ engine: TorchEngine
  ) {
    let (first, last) = (Element(casting: low), Element(casting: high))
    let (low, width) = (Float(low), Float(high) - Float(low))
    for i in 0..<count {
      let u = Float(engine.twister.next32() & (1 << 24 - 1)) * 0x1p-24
      let x = Element(casting: Double(low.addingProduct(width, u)))
      elements[i] = x == last ? first : x
    }
  }
}
