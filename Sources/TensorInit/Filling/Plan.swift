/// The road of every call: jobs become a plan, in which everything is checked, decided and drawn and nothing
/// is written, and the plan becomes work.
enum Plan {
  /// Does one job whose elements mostly are few: nothing here takes a lock or memory.
  ///
  /// - Throws: What is wrong with the job; then nothing was drawn or written.
  static func perform(
    _ job: Job, using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    let fill = try job.fill(from: generator.algorithm)
    guard job.count > 0 else { return }
    try generator.withDraws(
      count: fill.traits.isRandom ? job.count : 0
    ) { draws throws(TensorInitError) in
      try PlannedJob(job: job, fill: fill, draws: draws).write(threads: threads)
    }
  }

  /// Does jobs, as if in order.
  ///
  /// - Parameter progress: Called, by any thread but one at a time, with the number of a job and how many of
  ///   its bytes were written since the last call.
  /// - Throws: What is wrong with any of them; then nothing was drawn or written.
  static func perform(
    _ jobs: [Job], using generator: Generator, threads: Int?,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let threads = try Threads.count(threads)
    var fills: [AnyFill] = []
    var demands: [Generator.Demand] = []
    fills.reserveCapacity(jobs.count)
    demands.reserveCapacity(jobs.count)
    for job in jobs {
      let fill = try job.fill(from: generator.algorithm)
      demands.append(
        Generator.Demand(
          count: fill.traits.isRandom ? job.count : 0, streamName: job.place.streamName))
      fills.append(fill)
    }
    try generator.withDraws(for: demands) { draws throws(TensorInitError) in
      let planned = jobs.indices.map {
        PlannedJob(job: jobs[$0], fill: fills[$0], draws: draws[$0])
      }
      try Work(planned, threads: threads, progress: progress).perform()
    }
  }
}

extension Job {
  fileprivate func fill(
    from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    do throws(TensorInitError) {
      let fill = try initializer.fill(for: shape, dtype, from: algorithm)
      if case .strided(_, let layout) = destination, count > 0, !fill.traits.isUniform,
        layout.isOverlapping
      {
        throw .invalidArgument(
          function: initializer.name, argument: "strides",
          given: "such that elements lie on the same memory",
          expected: "each element at a place of its own")
      }
      return fill
    } catch {
      throw place.label.map { .inTensor($0, error) } ?? error
    }
  }
}
