extension Tensor {
  /// Gives the elements at some positions along dimension 0 new values; the others stay as they are.
  ///
  /// Each position is initialized by itself, as the tensor that ``subscript(_:)`` gives: of a weight of
  /// shape 2x3x4, fans are those of a 3x4 one.
  ///
  /// - Parameters:
  ///   - initializer: How.
  ///   - rows: The positions, each in `0..<shape[0]`.
  ///   - generator: Where random numbers come from; the rows draw one after the other.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `invalidShape` for a scalar, `invalidArgument` for a position out of range, and what the
  ///   initializer throws of any of the rows; then nothing was written.
  public func initialize(
    _ initializer: Initializer, rows: [Int], using generator: Generator = .default,
    threads: Int? = nil
  ) throws(TensorInitError) {
    var jobs: [Job] = []
    do throws(TensorInitError) {
      for row in rows {
        jobs.append(Job(initializer, try part(at: row, called: "row"), place: .row(row)))
      }
    } catch {
      throw error.called(initializer.name)
    }
    try Plan.perform(jobs, using: generator, threads: threads)
  }
}
