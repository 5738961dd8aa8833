/// Where an initializer, a tensor and a generator meet.
extension Tensor {
  /// A new tensor of initialized elements.
  ///
  /// ```swift
  /// let weight = try Tensor(
  ///   shape: [64, 32], .kaimingNormal(nonlinearity: .relu), using: Generator(seed: 42))
  /// ```
  /// The elements are those that ``initialize(_:using:threads:)`` gives a tensor that was made before; here their
  /// memory is written once.
  ///
  /// - Parameters:
  ///   - shape: The sizes of the dimensions, each 0 or more; `[]` makes a scalar.
  ///   - initializer: How; it reads the shape and the dtype.
  ///   - dtype: The type of the elements.
  ///   - generator: Where random numbers come from; values are the same with any number of threads.
  ///   - threads: The most threads to use, 1 or more; `nil` for one a core, or what the environment's
  ///     `TENSOR_INIT_NUM_THREADS` says. Small tensors take one.
  /// - Throws: `invalidShape` where a size is negative or the size in bytes overflows, `outOfMemory` where the memory
  ///   can't be had, and what is wrong with the arguments, the shape or the dtype; then nothing was drawn.
  public init(
    shape: Shape, _ initializer: Initializer, dtype: DType = .float32,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try self.init(uninitialized: shape, dtype: dtype)
    try initialize(initializer, using: generator, threads: threads)
  }

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
    try Plan.perform(
      initializer, 0..<count, of: shape, dtype, count: count, to: baseAddress, using: generator,
      threads: threads)
  }

  /// Gives the elements the values that they would have as part of a larger tensor.
  ///
  /// The parts of a tensor made so, anywhere and in any order, are together the whole tensor
  /// (orthogonal ones to within rounding), if their generators start equal.
  ///
  /// - Parameters:
  ///   - initializer: How the whole tensor is initialized.
  ///   - region: Which of its elements these are, in row-major order; as many as this tensor has, and of a
  ///     box of the same sizes.
  ///   - wholeShape: The shape of the whole tensor, which has this tensor's dtype.
  ///   - generator: Where random numbers come from; it moves on as if the whole tensor were drawn.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `invalidArgument` for a region that is not within the whole tensor or not of this one's size,
  ///   and what is wrong with the arguments or the dtype; then nothing was written.
  public func initialize(
    _ initializer: Initializer, asRegion region: Region, of wholeShape: Shape,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try Plan.perform(
      initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count,
      to: .memory(baseAddress), using: generator, threads: threads)
  }

  /// Gives the elements the values that they would have as some elements in a row of a larger tensor.
  public func initialize(
    _ initializer: Initializer, asElements elements: Range<Int>, of wholeShape: Shape,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try initialize(
      initializer, asRegion: .elements(elements), of: wholeShape, using: generator,
      threads: threads)
  }
}
