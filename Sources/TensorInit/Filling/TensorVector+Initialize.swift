extension TensorVector {
  /// Gives the elements of every tensor new values.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads each tensor's shape and dtype.
  ///   - generator: Where random numbers come from; the tensors draw one after the other.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: What is wrong with the arguments or any of the tensors; then nothing was written.
  public func initialize(
    _ initializer: Initializer, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try initialize(
      initializer, at: Array(0..<count), using: generator, threads: threads)
  }

  /// Gives the elements of the tensors at some positions new values; the others stay as they are.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads each tensor's shape and dtype.
  ///   - positions: The tensors' positions, each in `0..<count`.
  ///   - generator: Where random numbers come from; the tensors draw one after the other.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `invalidArgument` for a position out of range, and what the initializer throws of any of
  ///   the tensors; then nothing was written.
  public func initialize(
    _ initializer: Initializer, at positions: [Int], using generator: Generator = .default,
    threads: Int? = nil
  ) throws(TensorInitError) {
    var jobs: [Job] = []
    do throws(TensorInitError) {
      for position in positions {
        jobs.append(Job(initializer, try tensor(at: position), place: .position(position)))
      }
    } catch {
      throw error.called(initializer.name)
    }
    try Plan.perform(jobs, using: generator, threads: threads)
  }
}
