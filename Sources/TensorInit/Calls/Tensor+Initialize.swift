/// Where an initializer, a tensor and a generator meet.
extension Tensor {
  /// Gives the elements new values.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads this tensor's shape and dtype.
  ///   - generator: Where random numbers come from; values are the same with any number of threads.
  ///   - threads: The most threads to use, 1 or more; `nil` for one a core, or what the environment's
  ///     `TENSOR_INIT_NUM_THREADS` says. Small tensors take one.
  /// - Throws: What is wrong with the arguments, the shape or the dtype; then nothing was written.
  public func initialize(
    _ initializer: Initializer, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try initializer.write(
      to: baseAddress, dtype: dtype, asElements: 0..<count, of: shape, count: count,
      using: generator, threads: threads)
  }

  /// Gives the elements the values that they would have as part of a larger tensor.
  ///
  /// The parts of a tensor made so, anywhere and in any order, are together the whole tensor
  /// (orthogonal ones to within rounding), if their generators start equal.
  ///
  /// - Parameters:
  ///   - initializer: How the whole tensor is initialized.
  ///   - elements: Which of its elements these are, in row-major order; as many as this tensor has.
  ///   - wholeShape: The shape of the whole tensor, which has this tensor's dtype.
  ///   - generator: Where random numbers come from; it moves on as if the whole tensor were drawn.
  ///   - threads: The most threads to use; `nil` for the standard number.
  public func initialize(
    _ initializer: Initializer, asElements elements: Range<Int>, of wholeShape: Shape,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    let wholeCount = try wholeShape.count(of: dtype, withPart: elements, ofCount: count)
    try initializer.write(
      to: baseAddress, dtype: dtype, asElements: elements, of: wholeShape, count: wholeCount,
      using: generator, threads: threads)
  }
}

extension Shape {
  /// The number of elements of a tensor of this shape, of which some are a tensor of `count`.
  ///
  /// - Throws: `invalidArgument` where they are more or fewer, or not elements of this shape.
  func count(
    of dtype: DType, withPart elements: Range<Int>, ofCount count: Int
  ) throws(TensorInitError) -> Int {
    let wholeCount = try elementCount(of: dtype, function: "initialize")
    // The bounds come first: of a range from Int.min on, even the count overflows.
    guard elements.lowerBound >= 0, elements.upperBound <= wholeCount, elements.count == count
    else {
      throw .invalidArgument(
        function: "initialize", argument: "elements", given: "\(elements)",
        expected: "\(count) elements within 0..<\(wholeCount)")
    }
    return wholeCount
  }
}
