/// A law that PyTorch draws from.
protocol TorchDistribution: InitializerDefinition {
  /// The law as PyTorch draws it, and with the parameters that PyTorch takes.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler
}

extension TorchDistribution {
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    .other(TorchFill(sampler: try torchSampler(for: dtype)))
  }
}

/// How PyTorch draws all elements of a tensor, which it does in an order of each law's own.
protocol TorchSampler: Sendable {
  func write(
    _ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine
  ) throws(TensorInitError)
}

/// Elements that are drawn one after the other, as PyTorch does.
struct TorchFill: Fill {
  let sampler: any TorchSampler

  var traits: FillTraits { FillTraits(isRandom: true, isDivisible: false) }

  /// Writes the given elements of the whole tensor; all of it is drawn, whichever are wanted.
  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    guard case .sequence(let engine as TorchEngine, let count) = draws else {
      preconditionFailure("a fill is written with the generator that it was made for")
    }
    if elements.count == count { return try sampler.write(count, to: destination, from: engine) }
    let whole = try Storage(byteCount: count * dtype.byteCount)
    try sampler.write(count, to: whole.base, from: engine)
    withExtendedLifetime(whole) {
      destination.copyMemory(
        from: whole.base + elements.lowerBound * dtype.byteCount,
        byteCount: elements.count * dtype.byteCount)
    }
  }
}

/// A law whose elements PyTorch draws one by one in double precision.
struct TorchElementwise: TorchSampler {
  let dtype: DType
  let draw: @Sendable (TorchEngine) -> Double

  init(_ dtype: DType, _ draw: @escaping @Sendable (TorchEngine) -> Double) {
    self.dtype = dtype
    self.draw = draw
  }

  func write(_ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine) {
    func write<Element: TorchElement>(_: Element.Type) {
      let elements = destination.assumingMemoryBound(to: Element.self)
      for i in 0..<count { elements[i] = Element(casting: draw(engine)) }
    }
    write(dtype.torchElementType)
  }
}
