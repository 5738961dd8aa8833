extension Normal: TorchDistribution {
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkParameters(for: dtype)
    return TorchNormal(mean: mean, std: std, dtype: dtype)
  }
}

/// `mean + std z` in one fused step.
///
/// Fewer than 16 elements are drawn one by one in double precision. More come in blocks of 16 that are made
/// of 16 uniform numbers each: the first 8 give radii, the others angles. Where a last block would be short,
/// the last 16 elements are drawn anew as a block, and some that were finished overwritten; the uniform
/// numbers of the short block are drawn before it, except for 16-bit elements.
struct TorchNormal: TorchSampler {
  let mean: Double
  let std: Double
  let dtype: DType

  static let blockLength = 16
  /// Elements that are worked on together, a multiple of a block.
  private static let chunkLength = 4096

  func write(_ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine) {
    guard count >= Self.blockLength else {
      return TorchElementwise(dtype) { mean.addingProduct($0.nextNormal(), std) }
        .write(count, to: destination, from: engine)
    }
    switch dtype {
    case .float64: write64(count, to: destination.assumingMemoryBound(to: Double.self), engine)
    case .float16: write(count, to: destination.assumingMemoryBound(to: Float16.self), engine)
    case .bfloat16: write(count, to: destination.assumingMemoryBound(to: BFloat16.self), engine)
    default: write32(count, to: destination.assumingMemoryBound(to: Float.self), engine)
    }
  }

  /// Calls `body` with runs of whole blocks, and in the end with the last block drawn anew.
  ///
  /// - Parameter skip: Draws, for no use, so many uniform numbers.
  private func forEachRun(
    of count: Int, skip: (Int) -> Void, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    let excess = count % Self.blockLength
    for start in stride(from: 0, to: count - excess, by: Self.chunkLength) {
      body(start, min(Self.chunkLength, count - excess - start))
    }
    if excess > 0 {
      skip(excess)
      body(count - Self.blockLength, Self.blockLength)
    }
  }

  private func write32(
    _ count: Int, to elements: UnsafeMutablePointer<Float>, _ engine: TorchEngine
  ) {
    let kernels = TorchKernels.current
    forEachRun(of: count, skip: { engine.twister.forEachRun(of: $0) { _, _ in } }) { start, count in
      engine.twister.forEachRun(of: count) { words, offset in
        kernels.uniform(words, low: 0, high: 1, to: elements + start + offset)
      }
      kernels.normal(
        elements + start, blocks: count / Self.blockLength, mean: Float(mean), std: Float(std))
    }
  }

  /// The numbers of 32 bits, rounded.
  private func write<Element: TorchElement>(
    _ count: Int, to elements: UnsafeMutablePointer<Element>, _ engine: TorchEngine
  ) {
    let kernels = TorchKernels.current
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.chunkLength) { buffer in
      guard let floats = buffer.baseAddress else { return }
      // Blocks are drawn one by one, so that nothing is drawn in vain.
      forEachRun(of: count, skip: { _ in }) { start, count in
        engine.twister.forEachRun(of: count) { words, offset in
          kernels.uniform(words, low: 0, high: 1, to: floats + offset)
        }
        kernels.normal(
          floats, blocks: count / Self.blockLength, mean: Float(mean), std: Float(std))
        for i in 0..<count { elements[start + i] = Element(casting: Double(floats[i])) }
      }
    }
  }

  private func write64(
    _ count: Int, to elements: UnsafeMutablePointer<Double>, _ engine: TorchEngine
  ) {
    let half = Self.blockLength / 2
    func skip(_ count: Int) {
      for _ in 0..<count { _ = engine.twister.next64() }
    }
    forEachRun(of: count, skip: skip) { start, count in
      for i in start..<start + count { elements[i] = engine.twister.nextUniform() }
      for block in stride(from: start, to: start + count, by: Self.blockLength) {
        for i in block..<block + half {
          let radius = (-2 * CLibrary.log(1 - elements[i])).squareRoot()
          let angle = 2 * Double.pi * elements[i + half]
          elements[i] = mean.addingProduct(radius * CLibrary.cos(angle), std)
          elements[i + half] = mean.addingProduct(radius * CLibrary.sin(angle), std)
        }
      }
    }
  }
}
