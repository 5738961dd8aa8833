/// One tensor that a call reaches, and how it is to be initialized.
struct Assignment {
  let initializer: Initializer
  let tensor: Tensor
  /// Which of the call's tensors this is, for errors.
  let label: String
  /// The stream that it draws from, within the generator's; `nil` for the generator's own.
  var streamName: String? = nil
}

extension Assignment {
  /// Initializes every tensor, in order.
  ///
  /// - Throws: What is wrong with any of them; then none was written.
  static func perform(
    _ assignments: [Assignment], using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    var fills: [Fill] = []
    fills.reserveCapacity(assignments.count)
    for assignment in assignments {
      fills.append(try assignment.fill(from: generator.algorithm))
    }
    let demands = zip(assignments, fills).map { assignment, fill in
      Generator.Demand(
        count: fill.isRandom ? assignment.tensor.count : 0, streamName: assignment.streamName)
    }
    try generator.withDraws(for: demands) { draws throws(TensorInitError) in
      for (index, fill) in fills.enumerated() {
        let tensor = assignments[index].tensor
        guard tensor.count > 0 else { continue }
        try fill.write(
          0..<tensor.count, to: tensor.baseAddress, dtype: tensor.dtype, draws: draws[index],
          threads: threads)
      }
    }
  }

  private func fill(from algorithm: Generator.Algorithm) throws(TensorInitError) -> Fill {
    do throws(TensorInitError) {
      return try initializer.fill(for: tensor.shape, tensor.dtype, from: algorithm)
    } catch {
      throw .inTensor(label, error)
    }
  }
}
