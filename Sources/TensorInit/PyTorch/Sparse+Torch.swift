extension Sparse {
  /// PyTorch has its own way of choosing the places, and counts them without regard to rounding.
  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try checkArguments(for: shape)
    guard shape[0] < TorchEngine.permutationLimit else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "fewer than \(TorchEngine.permutationLimit) rows with PyTorch's generator")
    }
    return .other(
      TorchFill(
        sampler: TorchSparse(
          rows: shape[0], columns: shape[1],
          zeros: Int((sparsity * Double(shape[0])).rounded(.up)),
          normal: try Normal(std: std).torchSampler(for: dtype), dtype: dtype)))
  }
}

/// Normal numbers, and in each column zeros at the first places of a random order of the rows.
struct TorchSparse: TorchSampler {
  let rows: Int
  let columns: Int
  /// The number of zeros in each column.
  let zeros: Int
  let normal: any TorchSampler
  let dtype: DType

  func write(
    _ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine
  ) throws(TensorInitError) {
    // Had before anything is written, so that a lack of memory leaves the tensor as it was.
    let storage = try Storage(byteCount: MemoryLayout<Int>.stride, parts: rows)
    let order = UnsafeMutableBufferPointer(
      start: storage.base.bindMemory(to: Int.self, capacity: rows), count: rows)
    try normal.write(count, to: destination, from: engine)
    for column in 0..<columns {
      engine.permute(order)
      for row in order.prefix(zeros) {
        let address = destination + (row * columns + column) * dtype.byteCount
        UnsafeMutableRawBufferPointer(start: address, count: dtype.byteCount)
          .initializeMemory(as: UInt8.self, repeating: 0)
      }
    }
    withExtendedLifetime(storage) {}
  }
}
