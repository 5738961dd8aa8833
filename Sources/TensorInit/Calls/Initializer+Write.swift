extension Initializer {
  /// Initializes one tensor in memory: decides how it is filled, takes its draws, and writes.
  ///
  /// Everything that can be wrong with the call is found before the generator moves on. Nothing here takes
  /// a lock or memory, so that small tensors are cheap.
  ///
  /// - Parameters:
  ///   - destination: The first of the elements, or that with all indices 0.
  ///   - layout: How the elements lie; `nil` where they follow one another.
  ///   - elements: Which of the whole tensor's elements they are.
  ///   - wholeCount: The number of the whole tensor's elements, the product of `wholeShape`.
  func write(
    to destination: UnsafeMutableRawPointer, layout: StridedLayout? = nil, dtype: DType,
    asElements elements: Range<Int>, of wholeShape: Shape, count wholeCount: Int,
    using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let fill = try fill(for: wholeShape, dtype, from: generator.algorithm)
    guard wholeCount > 0 else { return }
    if let layout, layout.isOverlapping, !fill.isUniform {
      throw .invalidArgument(
        function: name, argument: "strides", given: "such that elements lie on the same memory",
        expected: "each element at a place of its own")
    }
    try generator.withDraws(
      count: fill.isRandom ? wholeCount : 0
    ) { draws throws(TensorInitError) in
      guard !elements.isEmpty || draws.isSequence else { return }
      if let layout {
        try fill.scatter(
          elements, to: destination, layout: layout, dtype: dtype, draws: draws, threads: threads)
      } else {
        try fill.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
      }
    }
  }
}

extension Fill {
  /// Whether all elements have one value.
  fileprivate var isUniform: Bool {
    switch self {
    case .constant, .integer: true
    case .drawn, .sequential, .structured: false
    }
  }
}
