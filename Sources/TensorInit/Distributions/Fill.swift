/// What was decided for one tensor: everything is checked, nothing is written yet.
enum Fill: Sendable {
  /// Every element has this value, which the dtype holds.
  case constant(Double)
  /// Every element is this integer, which the integer dtype holds, though a `Double` may not.
  case integer(Int64)
  /// Every element is drawn by itself.
  case drawn(ElementKernel)
  /// Elements are drawn one after the other, as PyTorch does.
  indirect case sequential(any TorchSampler)
  /// Elements depend on their place in the tensor.
  indirect case structured(any StructuredFill)

  /// Whether writing takes random numbers from the generator.
  var isRandom: Bool {
    switch self {
    case .constant, .integer: false
    case .drawn, .sequential: true
    case .structured(let fill): fill.isRandom
    }
  }

  /// Writes the given elements of the whole tensor to `destination`.
  ///
  /// - Parameter draws: Those of the whole tensor, from its element 0 on.
  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    switch self {
    case .constant(let value):
      repeated(value, of: dtype, count: elements.count, to: destination, threads: threads)
    case .integer(let value):
      // The low bytes of two's complement are the number in fewer bits.
      repeated(
        pattern: UInt64(bitPattern: value), of: dtype, count: elements.count, to: destination,
        threads: threads)
    case .drawn(let kernel):
      let draws = draws.counted
      // Each part of the destination is written by one thread only.
      nonisolated(unsafe) let destination = destination
      let first = elements.lowerBound
      Threads.split(elements, over: threads) { part in
        kernel.write(
          part.count, to: destination + (part.lowerBound - first) * dtype.byteCount,
          draws: draws.dropping(part.lowerBound))
      }
    case .sequential(let sampler):
      try sampler.write(elements, to: destination, dtype: dtype, draws: draws)
    case .structured(let fill):
      try fill.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
  }
}

/// A fill whose elements depend on their place in the tensor.
protocol StructuredFill: Sendable {
  var isRandom: Bool { get }
  /// About how much work an element is, compared with one that is drawn by itself.
  var workPerElement: Int { get }
  var usesOpenBLAS: Bool { get }

  /// Writes the given elements of the whole tensor to `destination`.
  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError)
}

extension StructuredFill {
  var workPerElement: Int { 8 }
  var usesOpenBLAS: Bool { false }
}
