/// A job of which all is decided; what is left is to write.
struct PlannedJob {
  private(set) var job: Job
  private(set) var fill: AnyFill
  let draws: Draws

  init(_ job: Job, _ fill: AnyFill, _ draws: Draws) {
    self.job = job
    self.fill = fill
    self.draws = draws
  }

  /// Writes all elements that are wanted.
  func write(threads: Int) throws(TensorInitError) {
    guard job.region.count > 0 else { return try discard(threads: threads) }
    if case .memory(let address) = job.destination, let run = job.region.only {
      return try write(run, to: address, threads: threads)
    }
    if job.destination.allowsParts, let divisible = try divisible(threads: threads) {
      return try Work([divisible], threads: threads).perform()
    }
    guard case .memory(let address) = job.destination else {
      let made = try Storage(byteCount: job.region.count * elementSize)
      var toMemory = self
      toMemory.job.destination = .memory(made.base)
      try toMemory.write(threads: threads)
      try put(made.base, first: 0, count: job.region.count)
      return withExtendedLifetime(made) {}
    }
    try fill.write(
      job.region, ofTensorOf: job.count, to: address, dtype: job.dtype, draws: draws,
      threads: threads)
  }

  /// How many elements of a part are made at once before they are put in their places, and fit a cache.
  var elementsAtOnce: Int {
    switch job.destination {
    case .memory: 0
    case .strided: 1 << 13
    case .sink: Self.largestSinkPart
    }
  }

  /// Well within a core's own cache.
  static let largestSinkPart = 1 << 16

  /// Writes some of the wanted elements, of a fill that is divisible.
  ///
  /// - Parameter scratch: Room for ``elementsAtOnce``.
  func write(
    part: Range<Int>, scratch: UnsafeMutableRawPointer
  ) throws(TensorInitError) {
    if case .memory(let address) = job.destination {
      return try make(part, at: address + part.lowerBound * elementSize)
    }
    for start in stride(from: part.lowerBound, to: part.upperBound, by: elementsAtOnce) {
      let made = start..<min(start + elementsAtOnce, part.upperBound)
      try make(made, at: scratch)
      try put(scratch, first: made.lowerBound, count: made.count)
    }
  }

  // MARK: Steps

  private var elementSize: Int { job.dtype.byteCount }

  /// The job with a fill whose parts can be written by themselves, if there is one.
  private func divisible(threads: Int) throws(TensorInitError) -> PlannedJob? {
    if fill.traits.isDivisible { return self }
    guard let prepared = try fill.prepared(draws: draws, threads: threads) else { return nil }
    var divisible = self
    divisible.fill = prepared
    return divisible
  }

  /// The same job; of equal elements, of which it doesn't matter which they are, as one run, and where several
  /// may lie at one place, with each place once.
  var simplified: PlannedJob {
    guard fill.traits.isConstant else { return self }
    var once = self
    once.job.region = RegionRuns(0..<job.region.count)
    if case .strided(let address, let layout) = job.destination {
      once.job.region = RegionRuns(0..<layout.places.count)
      once.job.destination = .strided(address, layout.places)
    }
    return once
  }

  /// Whether it is one run of elements in memory, which is written as a whole the fastest.
  var isOneRunInMemory: Bool {
    guard case .memory = job.destination else { return false }
    return job.region.only != nil
  }

  /// Draws what the whole tensor takes where no element is wanted, which matters to those who draw next.
  private func discard(threads: Int) throws(TensorInitError) {
    guard draws.isSequence, fill.traits.isRandom, job.count > 0 else { return }
    let nothing = try Storage(byteCount: 0)
    try write(0..<0, to: nothing.base, threads: threads)
  }

  private func write(
    _ elements: Range<Int>, to address: UnsafeMutableRawPointer, threads: Int
  ) throws(TensorInitError) {
    try fill.write(elements, to: address, dtype: job.dtype, draws: draws, threads: threads)
  }

  /// Makes some of the wanted elements one after the other.
  private func make(
    _ part: Range<Int>, at address: UnsafeMutableRawPointer
  ) throws(TensorInitError) {
    try fill.write(part, of: job.region, to: address, dtype: job.dtype, draws: draws)
  }

  /// Puts elements where the wanted ones from `first` on belong.
  private func put(
    _ elements: UnsafeMutableRawPointer, first: Int, count: Int
  ) throws(TensorInitError) {
    switch job.destination {
    case .memory:
      preconditionFailure("elements in memory are made where they belong")
    case .strided(let address, let layout):
      layout.scatter(
        elements, first: first, count: count, elementSize: elementSize, to: address)
    case .sink(let sink):
      try sink.write(
        UnsafeRawBufferPointer(start: elements, count: count * elementSize),
        at: first * elementSize)
    }
  }
}

extension Job.Destination {
  /// Whether threads may write it part by part, in any order.
  var allowsParts: Bool {
    if case .sink(let sink) = self { sink.allowsParts } else { true }
  }
}
