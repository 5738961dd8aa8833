internal import CFillKernels

/// A law with its parameters, ready to fill runs of elements of one dtype.
struct ElementKernel: Sendable {
  // The largest first: copies of what follows a single byte are slow.
  private let parameters: ck_parameters
  private let law: ck_law
  private let dtype: ck_dtype
  private let set: InstructionSet

  /// - Throws: `unsupportedDType` where the law is not defined on the dtype,
  ///   `invalidArgument` where the environment asks for an unknown instruction set.
  fileprivate init(
    _ law: ck_law, _ dtype: DType, _ parameters: ck_parameters
  ) throws(TensorInitError) {
    set = try InstructionSet.current.get()
    guard Self.exists(law, dtype) else {
      throw .unsupportedDType(
        given: "\(dtype)",
        expected: DType.allCases.filter { Self.exists(law, $0) }
          .map(\.rawValue).joined(separator: ", "))
    }
    self.law = law
    self.dtype = dtype.kernelType
    self.parameters = parameters
  }

  /// Writes elements that follow one another.
  ///
  /// - Parameter draws: Those of the tensor, from its element 0 on.
  func write(_ elements: Range<Int>, to destination: UnsafeMutableRawPointer, draws: CountedDraws) {
    var run = ck_run(elements)
    write(&run, count: 1, to: destination, draws: draws)
  }

  /// Writes some of a region's elements one after the other.
  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: CountedDraws
  ) {
    func write(_ runs: UnsafeMutableBufferPointer<ck_run>.SubSequence, after done: Int) {
      self.write(
        runs.base.baseAddress, count: runs.count, to: destination + done * dtype.byteCount,
        draws: draws)
    }
    withUnsafeTemporaryAllocation(of: ck_run.self, capacity: Self.runsAtOnce) { runs in
      var (count, written) = (0, 0)
      region.forEach(of: part) { run, done in
        if count == runs.count {
          write(runs[..<count], after: written)
          (count, written) = (0, done)
        }
        runs.initializeElement(at: count, to: ck_run(run))
        count += 1
      }
      write(runs[..<count], after: written)
    }
  }

  /// So many that what a call of a kernel takes doesn't count.
  private static let runsAtOnce = 64

  private func write(
    _ runs: UnsafePointer<ck_run>?, count: Int, to destination: UnsafeMutableRawPointer,
    draws: CountedDraws
  ) {
    guard let fill = ck_kernel(draws.generator.kernels, set.kernels, law, dtype) else {
      preconditionFailure("every generator has the kernels of all")
    }
    var draws = ck_draws(seed: draws.seed, stream: draws.stream, first: draws.first)
    withUnsafePointer(to: parameters) { fill(destination, runs, count, &draws, $0) }
  }

  /// Whether the law is defined on the dtype; it is of all generators and instruction sets alike.
  private static func exists(_ law: ck_law, _ dtype: DType) -> Bool {
    ck_kernel(CK_ARS, CK_BASELINE, law, dtype.kernelType) != nil
  }
}

extension ck_run {
  fileprivate init(_ elements: Range<Int>) {
    self.init(first: UInt64(elements.lowerBound), count: elements.count)
  }
}

extension CountedDraws.Generator {
  fileprivate var kernels: ck_generator {
    switch self {
    case .ars: CK_ARS
    case .philox: CK_PHILOX
    }
  }
}

extension DType {
  var kernelType: ck_dtype { ck_dtype(UInt32(code)) }
}

// MARK: - Laws

/// The values between which a kernel's results lie; both are values of its dtype.
typealias Bounds = ClosedRange<Double>

extension Bounds {
  fileprivate var kernelBounds: ck_bounds { ck_bounds(lowest: lowerBound, highest: upperBound) }
}

extension ElementKernel {
  /// Uniform: `atAnchor + (draw - anchor) * width`, with draws and the anchor in units of 2^-32.
  static func uniform(
    atAnchor: Double, width: Double, anchor: UInt64, in64Bits: Bool, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_uniform(
      at_anchor: atAnchor, width: width, anchor: anchor, bounds: bounds.kernelBounds)
    return try ElementKernel(
      in64Bits ? CK_UNIFORM_64 : CK_UNIFORM, dtype, ck_parameters(uniform: parameters))
  }

  /// A law of the form `location + scale * z`.
  static func locationScale(
    _ law: LocationScaleLaw, location: Double, scale: Double, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_location_scale(
      location: location, scale: scale, bounds: bounds.kernelBounds)
    return try ElementKernel(
      law.kernelLaw(in64Bits: dtype == .float32 && scale < leastScaleOf32Bits), dtype,
      ck_parameters(location_scale: parameters))
  }

  /// A scale below it is a subnormal number in 32-bit arithmetic, where it would lose digits that float32 values show.
  static let leastScaleOf32Bits = 0x1p-126

  /// Normal between two bounds, given the standard normal's probabilities of the three parts.
  static func truncatedNormal(
    mean: Double, std: Double, below: Double, above: Double, between: Double, middle: UInt64,
    atMiddle: Double, isNarrow: Bool, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_truncated_normal(
      mean: mean, std: std, below: below, above: above, between: between, middle: middle,
      at_middle: atMiddle, bounds: bounds.kernelBounds)
    return try ElementKernel(
      isNarrow ? CK_TRUNCATED_NORMAL_NARROW : CK_TRUNCATED_NORMAL, dtype,
      ck_parameters(truncated_normal: parameters))
  }

  /// `edge + step * d`, with d how far a standard normal is beyond `start`.
  static func truncatedNormalTail(
    edge: Double, step: Double, start: Double, beyond: Double, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_truncated_normal_tail(
      edge: edge, step: step, start: start, beyond: beyond, bounds: bounds.kernelBounds)
    return try ElementKernel(
      CK_TRUNCATED_NORMAL_TAIL, dtype, ck_parameters(truncated_normal_tail: parameters))
  }

  /// Log-uniform over an interval, or a function of that, of numbers that are at least `floor`.
  static func logUniform(
    _ interval: LogarithmicInterval, _ law: LogUniformLaw, floor: Double, bounds: Bounds,
    dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_log_uniform(
      significand: interval.significand, exponent: Int64(interval.exponent), width: interval.width,
      width_rest: interval.widthRest, floor: floor, bounds: bounds.kernelBounds)
    return try ElementKernel(law.kernelLaw, dtype, ck_parameters(log_uniform: parameters))
  }

  /// The logarithm of a uniform number on [low, high), whatever the size of these.
  static func logOfUniform(
    low: Double, high: Double, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let exponent = Int(high.exponent)
    let start = Double(sign: .plus, exponent: -exponent, significand: low)
    let parameters = ck_log_of_uniform(
      exponent: Double(exponent), low: start, width: high.significand - start,
      bounds: bounds.kernelBounds)
    return try ElementKernel(
      CK_LOG_OF_UNIFORM, dtype, ck_parameters(log_of_uniform: parameters))
  }

  /// `1 + floor(e * scale)` of a standard exponential variate.
  static func geometric(
    scale: Double, bounds: Bounds, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_geometric(scale: scale, bounds: bounds.kernelBounds)
    return try ElementKernel(
      CK_GEOMETRIC, dtype, ck_parameters(geometric: parameters))
  }

  /// 1 with probability `threshold / 2^64`, or 1 always.
  static func bernoulli(
    threshold: UInt64, isCertain: Bool, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_bernoulli(threshold: threshold, certain: isCertain ? 1 : 0)
    return try ElementKernel(
      CK_BERNOULLI, dtype, ck_parameters(bernoulli: parameters))
  }

  /// Integers from `low` to `low + span`.
  static func random(
    low: Int64, span: UInt64, dtype: DType
  ) throws(TensorInitError) -> ElementKernel {
    let parameters = ck_random(low: low, span: span)
    return try ElementKernel(
      CK_RANDOM, dtype, ck_parameters(random: parameters))
  }
}

/// The laws that a location and a scale describe.
enum LocationScaleLaw {
  case normal, logNormal, exponential, cauchy

  fileprivate func kernelLaw(in64Bits: Bool) -> ck_law {
    switch self {
    case .normal: in64Bits ? CK_NORMAL_64 : CK_NORMAL
    // The exponential of so small a number is 1.
    case .logNormal: CK_LOG_NORMAL
    case .exponential: in64Bits ? CK_EXPONENTIAL_64 : CK_EXPONENTIAL
    case .cauchy: in64Bits ? CK_CAUCHY_64 : CK_CAUCHY
    }
  }
}

/// The laws of a log-uniform number.
enum LogUniformLaw {
  case logUniform, inverseSoftplus

  fileprivate var kernelLaw: ck_law {
    switch self {
    case .logUniform: CK_LOG_UNIFORM
    case .inverseSoftplus: CK_INVERSE_SOFTPLUS_LOG_UNIFORM
    }
  }
}

// MARK: - Bits

extension CountedDraws {
  /// Word `subset` (0 to 15) of `count` elements: the bits that everything else is made from.
  package func words(
    count: Int, subset: Int = 0
  ) throws(TensorInitError) -> [UInt32] {
    let set = try InstructionSet.current.get()
    return [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      write(words: buffer, subset: subset, set: set)
      initialized = count
    }
  }

  /// Word `subset` of the first element.
  func word(subset: Int, set: InstructionSet) -> UInt32 {
    var word: UInt32 = 0
    withUnsafeMutablePointer(to: &word) { pointer in
      write(words: UnsafeMutableBufferPointer(start: pointer, count: 1), subset: subset, set: set)
    }
    return word
  }

  /// The 64 bits of the first element that no law has: the words of subsets 6 and 7, the first the upper half.
  var word64: UInt64 {
    // The bits are those of any instruction set, so that a wrong name of one doesn't matter.
    let set = (try? InstructionSet.current.get()) ?? .baseline
    return UInt64(word(subset: 6, set: set)) << 32 | UInt64(word(subset: 7, set: set))
  }

  func write(words: UnsafeMutableBufferPointer<UInt32>, subset: Int, set: InstructionSet) {
    guard let base = words.baseAddress else { return }
    var draws = ck_draws(seed: seed, stream: stream, first: first)
    ck_words(generator.kernels, set.kernels, base, words.count, &draws, UInt32(subset))
  }
}
