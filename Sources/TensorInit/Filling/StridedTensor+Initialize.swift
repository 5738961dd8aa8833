extension StridedTensor {
  /// Gives the elements the values that those of a ``Tensor`` of this shape get.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads this tensor's shape and dtype.
  ///   - generator: Where random numbers come from; values are the same with any number of threads.
  ///   - threads: The most threads to use, 1 or more; `nil` for the standard number.
  /// - Throws: What is wrong with the arguments, the shape, the dtype or the strides, of which one that is 0
  ///   allows only elements of one value; then nothing was written.
  public func initialize(
    _ initializer: Initializer, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    guard layout == nil else {
      return try initialize(
        initializer, asRegion: .all, of: shape, using: generator, threads: threads)
    }
    try Plan.perform(
      initializer, 0..<count, of: shape, dtype, count: count, to: baseAddress, using: generator,
      threads: threads)
  }

  /// Gives the elements the values that they would have as part of a larger tensor, as
  /// ``Tensor/initialize(_:asRegion:of:using:threads:)`` does.
  public func initialize(
    _ initializer: Initializer, asRegion region: Region, of wholeShape: Shape,
    using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try Plan.perform(
      initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count,
      to: layout.map { .strided(baseAddress, $0) } ?? .memory(baseAddress), using: generator,
      threads: threads)
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
