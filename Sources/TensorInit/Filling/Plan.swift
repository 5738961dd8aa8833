/// The road of every call: jobs become a plan, in which everything is checked, decided and drawn and nothing
/// is written, and the plan becomes work.
enum Plan {
  /// Writes some elements of one tensor one after the other to memory.
  ///
  /// They mostly are few: of counted draws nothing here takes a lock or memory, nor makes a job.
  ///
  /// - Parameter wholeCount: The number of the whole tensor's elements, the product of `wholeShape`.
  /// - Throws: What is wrong with the call; then nothing was drawn or written.
  static func perform(
    _ initializer: Initializer, _ elements: Range<Int>, of wholeShape: Shape, _ dtype: DType,
    count wholeCount: Int, to address: UnsafeMutableRawPointer, using generator: Generator,
    threads: Int?
  ) throws(TensorInitError) {
    let threads = try threadCount(threads)
    let fill: AnyFill
    do throws(TensorInitError) {
      fill = try initializer.fill(for: wholeShape, dtype, from: generator.algorithm)
    } catch {
      throw error.called(initializer.name)
    }
    guard wholeCount > 0 else { return }
    let traits = fill.traits
    guard !traits.hasOwnStreams else {
      let job = Job(
        initializer, shape: wholeShape, dtype: dtype, count: wholeCount,
        region: RegionRuns(elements), to: .memory(address))
      return try perform([job], using: generator, threads: threads)
    }
    try generator.withDraws(
      count: traits.isRandom ? wholeCount : 0
    ) { draws throws(TensorInitError) in
      guard !elements.isEmpty || draws.isSequence else { return }
      try fill.write(elements, to: address, dtype: dtype, draws: draws, threads: threads)
    }
  }

  /// Writes the elements that a part of a tensor has, to memory or to the places of a layout.
  ///
  /// - Throws: `invalidArgument` for a region that is not within the whole tensor or not of the part's size, and
  ///   what is wrong with the call; then nothing was drawn or written.
  static func perform(
    _ initializer: Initializer, _ region: Region, of wholeShape: Shape, _ dtype: DType,
    inPartOf shape: Shape, count: Int, to destination: Job.Destination,
    using generator: Generator, threads: Int?
  ) throws(TensorInitError) {
    let job = try Job(
      initializer, region, of: wholeShape, dtype, inPartOf: shape, count: count, to: destination)
    if case .memory(let address) = destination, let run = job.region.only {
      return try perform(
        initializer, run, of: wholeShape, dtype, count: job.count, to: address,
        using: generator, threads: threads)
    }
    try perform([job], using: generator, threads: threads)
  }

  /// Finds out what is wrong with a job that is not done.
  static func check(_ job: Job, for algorithm: Generator.Algorithm) throws(TensorInitError) {
    _ = try threadCount(nil)
    _ = try job.fill(from: algorithm)
  }

  /// Does jobs, as if in order.
  ///
  /// - Parameter progress: Called, by any thread but one at a time, with the number of a job and how many of
  ///   its bytes were written since the last call. It may ask for the generator.
  /// - Throws: What is wrong with any of them; then nothing was drawn or written.
  static func perform(
    _ jobs: [Job], using generator: Generator, threads: Int?,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws(TensorInitError) {
    let threads = try threadCount(threads)
    // A fill, its draws and its parts, some of which are objects.
    try Memory.require(jobs.count, ofBytes: 1 << 10)
    var fills: [AnyFill] = []
    var demands: [(count: Int, streamName: String?)] = []
    fills.reserveCapacity(jobs.count)
    demands.reserveCapacity(jobs.count)
    // The jobs with streams of their own, and which of their demands, after all others, are a job's.
    var ownDemands: [(count: Int, streamName: String?)] = []
    var ownStreams: [(job: Int, demands: Range<Int>)] = []
    for (number, job) in jobs.enumerated() {
      let fill = try job.fill(from: generator.algorithm)
      fills.append(fill)
      let traits = fill.traits
      demands.append(
        (traits.isRandom && !traits.hasOwnStreams ? job.count : 0, job.place.streamName))
      guard traits.hasOwnStreams else { continue }
      let first = jobs.count + ownDemands.count
      ownDemands += fill.ownStreams.map { ($0.count, $0.name) }
      ownStreams.append((number, first..<jobs.count + ownDemands.count))
    }
    try generator.withDraws(for: demands + ownDemands) { draws throws(TensorInitError) in
      for (job, own) in ownStreams { fills[job] = fills[job].drawing(Array(draws[own])) }
      let planned = jobs.indices.map { PlannedJob(jobs[$0], fills[$0], draws[$0]).simplified }
      try Work(planned, threads: threads, progress: generator.reporting(progress)).perform()
    }
  }

  /// The number of threads to use.
  ///
  /// - Throws: `invalidArgument` also for a wrong name of an instruction set, even where no kernel is needed, so
  ///   that every initializer refuses it alike.
  private static func threadCount(_ given: Int?) throws(TensorInitError) -> Int {
    let count = try Threads.count(given)
    _ = try InstructionSet.current.get()
    return count
  }
}

extension Generator {
  /// The same report, within which a generator that is drawn from in order can be asked.
  fileprivate func reporting(
    _ progress: (@Sendable (Int, Int) -> Void)?
  ) -> (@Sendable (Int, Int) -> Void)? {
    guard let sequence, let progress else { return progress }
    return { job, byteCount in sequence.reporting { progress(job, byteCount) } }
  }
}

extension Job {
  /// A job for the elements that a part of a tensor has.
  ///
  /// - Throws: `invalidArgument` for a region that is not within the whole tensor or not of the part's size.
  init(
    _ initializer: Initializer, _ region: Region, of wholeShape: Shape, _ dtype: DType,
    inPartOf shape: Shape, count: Int, to destination: Destination, place: Place = .only
  ) throws(TensorInitError) {
    do throws(TensorInitError) {
      let wholeCount = try wholeShape.elementCount(of: dtype)
      self.init(
        initializer, shape: wholeShape, dtype: dtype, count: wholeCount,
        region: try region.runs(of: wholeShape, count: wholeCount, inPartOf: shape, count: count),
        to: destination, place: place)
    } catch {
      throw place.naming(error.called(initializer.name))
    }
  }

  fileprivate func fill(
    from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    do throws(TensorInitError) {
      let fill = try initializer.fill(for: shape, dtype, from: algorithm)
      if case .strided(_, let layout) = destination, count > 0, !fill.traits.isConstant,
        layout.isOverlapping
      {
        throw .invalidArgument(
          argument: "strides",
          given: "such that elements lie on the same memory",
          expected: "each element at a place of its own")
      }
      return fill
    } catch {
      throw place.naming(error.called(initializer.name))
    }
  }
}
