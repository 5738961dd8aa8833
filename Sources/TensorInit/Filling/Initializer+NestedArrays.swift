extension Initializer {
  /// New values in the form of `values`: a number, an array, or nested arrays of one size a level.
  ///
  /// ```swift
  /// let weights = try Initializer.normal(std: 0.01).initialized([[Float]](repeating: [0, 0], count: 3))
  /// ```
  ///
  /// - Parameters:
  ///   - values: What gives the shape and the dtype; `Int` counts as int64.
  ///   - generator: Where random numbers come from.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `invalidArgument` for ragged arrays, and what the initializer throws of shape and dtype.
  public func initialized<Values: NestedArray>(
    _ values: Values, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) -> Values {
    let tensor = try Tensor(nested: values)
    try tensor.initialize(self, using: generator, threads: threads)
    // Of no numbers there may be more empty arrays than a tensor gives back.
    return tensor.count == 0 ? values : try tensor.nested()
  }
}
