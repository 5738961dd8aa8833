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
    adviseHugePages()
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
    adviseHugePages()
    try Plan.perform(
      initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count, to: destination,
      using: generator, threads: threads)
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

  /// Gives the elements the values that they would have as part of a larger tensor of this name, which draws from the
  /// streams of its name, and so do fused tensors in it from those of theirs.
  package func initialize(
    _ initializer: Initializer, asRegion region: Region, of wholeShape: Shape, named name: String,
    using generator: Generator, threads: Int? = nil
  ) throws(TensorInitError) {
    adviseHugePages()
    let job = try Job(
      initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count, to: destination,
      place: .name(name))
    try Plan.perform([job], using: generator, threads: threads)
  }

  /// Whether the elements can be initialized so; nothing is drawn, and their memory is not touched.
  ///
  /// - Parameters:
  ///   - initializer: How.
  ///   - region: Which elements of the whole tensor these are.
  ///   - wholeShape: The shape of the whole tensor.
  ///   - algorithm: That of the generator that will be used.
  /// - Throws: What ``initialize(_:asRegion:of:using:threads:)`` would throw of its arguments, the shape, the dtype and
  ///   the strides: `invalidArgument`, `invalidShape` or `unsupportedDType`.
  public func check(
    _ initializer: Initializer, asRegion region: Region, of wholeShape: Shape,
    for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    try Plan.check(
      try Job(
        initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count, to: destination),
      for: algorithm)
  }

  private var destination: Job.Destination {
    layout.map { .strided(baseAddress, $0) } ?? .memory(baseAddress)
  }

  private func adviseHugePages() {
    if layout == nil { HugePages.advise(baseAddress, byteCount: count * dtype.byteCount) }
  }
}
