extension TruncatedNormal: TorchDistribution {
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try bounded(for: dtype).torchSampler(for: dtype)
  }
}

extension BoundedNormal {
  /// By rejection, in rounds that draw for all elements what those still without a value take.
  ///
  /// Where the interval has a probability above 0.3, normal numbers are drawn until they lie in it; else
  /// uniform ones of the interval, each accepted as often as its density is to the highest.
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try checkParameters(for: dtype)
    try require(std > 0, "std", std, "a number above 0 with PyTorch's generator")
    let probability = Self.cumulative((high - mean) / std) - Self.cumulative((low - mean) / std)
    if probability > 0.3 {
      try require(acceptance: roundedProbability(for: dtype))
      return TorchNormalWithin(
        low: low, high: high, normal: TorchNormal(mean: mean, std: std, dtype: dtype),
        dtype: dtype)
    }
    let uniform = try Uniform(low: low, high: high).torchSampler(for: dtype)
    let mode = max(low, min(mean, high))
    let logPeak = -0.5 * CLibrary.pow((mode - mean) / std, 2)
    let sampler = TorchUniformByDensity(
      mean: mean, std: std, logPeak: logPeak, candidates: uniform, dtype: dtype)
    // In the dtype even the likeliest candidate may be far below the peak, or its square overflow. Python
    // refuses a peak that does.
    let logHighest =
      logPeak.isFinite ? sampler.logDensity(of: likeliestCandidate(for: dtype)) : -.infinity
    try require(
      acceptance: acceptance(probability) * (logHighest < 0 ? CLibrary.exp(logHighest) : 1))
    return sampler
  }

  private func require(acceptance: Double) throws(TensorInitError) {
    try require(
      acceptance >= 1 / Double(Self.mostDraws), "low", low,
      "an interval low...high of which PyTorch's rejection accepts more than one draw of "
        + "\(Self.mostDraws)")
  }

  /// The uniform draw nearest the mean; they lie in low ..< high of the dtype.
  private func likeliestCandidate(for dtype: DType) -> Double {
    let (first, end) = (dtype.rounded(low), dtype.rounded(high))
    return max(first, min(dtype.rounded(mean), dtype.largest(below: end)))
  }

  /// The probability of the numbers that rounding to the dtype brings into low...high, whose bounds it
  /// rounds too; of a mean and a deviation that are rounded to 32 bits but for float64.
  private func roundedProbability(for dtype: DType) -> Double {
    let mean = dtype == .float64 ? mean : Double(Float(mean))
    let std = dtype == .float64 ? std : Double(Float(std))
    let (first, last) = (dtype.rounded(low), dtype.rounded(high))
    let start = first.isFinite ? (first + dtype.largest(below: first)) / 2 : first
    let end = last.isFinite ? (last - dtype.largest(below: -last)) / 2 : last
    return Self.cumulative((end - mean) / std) - Self.cumulative((start - mean) / std)
  }

  private static func cumulative(_ x: Double) -> Double {
    (1 + CLibrary.erf(x / 2.squareRoot())) / 2
  }

  /// How much of the uniform draws is accepted: the mean of the density over its highest value.
  private func acceptance(_ probability: Double) -> Double {
    if low == high { return 1 }
    let distance = max(low - mean, mean - high, 0) / std
    // Far out, where no probability is left, the density falls exponentially at the rate `distance`.
    let width = (high - low) / std
    if distance > 3 { return min(1, 1 / (width * distance)) }
    return probability * (2 * Double.pi).squareRoot()
      * CLibrary.exp(distance * distance / 2) / width
  }

  /// Where an element needs more, a tensor would take minutes, or for ever.
  private static let mostDraws = 100_000
}

extension TruncatedNormalInDeviations: TorchDistribution {
  func torchSampler(for dtype: DType) throws(TensorInitError) -> any TorchSampler {
    try law.torchSampler(for: dtype)
  }
}

/// Normal numbers, those outside low...high drawn again.
private struct TorchNormalWithin: TorchSampler {
  let low: Double
  let high: Double
  let normal: TorchNormal
  let dtype: DType

  func write(
    _ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine
  ) throws(TensorInitError) {
    func write<Element: TorchElement>(_: Element.Type) throws(TensorInitError) {
      let low = Element(casting: low).doubleValue
      let high = Element(casting: high).doubleValue
      try drawInRounds(
        count, to: destination.assumingMemoryBound(to: Element.self), drawsPerElement: 1
      ) { drawn throws(TensorInitError) in
        normal.write(count, to: drawn, from: engine)
      } accepting: { x, _ in
        (low...high).contains(x.doubleValue)
      }
    }
    try write(dtype.torchElementType)
  }
}

/// Uniform numbers, each accepted with the probability of its density over the highest.
private struct TorchUniformByDensity: TorchSampler {
  let mean: Double
  let std: Double
  let logPeak: Double
  let candidates: any TorchSampler
  let dtype: DType

  func write(
    _ count: Int, to destination: UnsafeMutableRawPointer, from engine: TorchEngine
  ) throws(TensorInitError) {
    func write<Element: TorchElement>(_: Element.Type) throws(TensorInitError) {
      let standard = TorchUniform(low: 0, high: 1, dtype: dtype)
      try drawInRounds(
        count, to: destination.assumingMemoryBound(to: Element.self), drawsPerElement: 2
      ) { drawn throws(TensorInitError) in
        try candidates.write(count, to: drawn, from: engine)
        standard.write(count, to: drawn + count, from: engine)
      } accepting: { x, level in
        !(logarithm(of: level) > logDensity(of: x))
      }
    }
    try write(dtype.torchElementType)
  }

  private func logarithm<Element: TorchElement>(of u: Element) -> Double {
    Element(casting: CLibrary.log(u.doubleValue)).doubleValue
  }

  /// That of a value of the dtype.
  func logDensity(of value: Double) -> Double {
    func logDensity<Element: TorchElement>(_: Element.Type) -> Double {
      self.logDensity(of: Element(casting: value))
    }
    return logDensity(dtype.torchElementType)
  }

  /// -((x - mean) / std)^2 / 2 - logPeak, each step rounded to the dtype.
  private func logDensity<Element: TorchElement>(of x: Element) -> Double {
    func rounded(_ value: Double) -> Double { Element(casting: value).doubleValue }
    // PyTorch rounds a number to the dtype before it subtracts it, but divides by one of 32 bits.
    let divisor = dtype == .float64 ? std : Double(Float(std))
    let z = rounded(rounded(x.doubleValue - rounded(mean)) / divisor)
    return rounded(rounded(rounded(z * z) * -0.5) - rounded(logPeak))
  }
}

/// Writes numbers in rounds that draw for all elements, and give what they draw to those whose number was
/// not accepted yet.
///
/// - Parameters:
///   - drawsPerElement: 1, or 2 where each number has a level that decides on it.
///   - draw: Draws a number for each element, and where they have levels a level for each after them.
///   - isAccepted: Whether a number may stay, given its level.
private func drawInRounds<Element: TorchElement>(
  _ count: Int, to elements: UnsafeMutablePointer<Element>, drawsPerElement: Int,
  _ draw: (UnsafeMutablePointer<Element>) throws(TensorInitError) -> Void,
  accepting isAccepted: (Element, _ level: Element) -> Bool
) throws(TensorInitError) {
  // Had before anything is written, so that a lack of memory leaves the tensor as it was.
  let storage = try Storage(
    byteCount: drawsPerElement * MemoryLayout<Element>.stride + MemoryLayout<Bool>.stride,
    parts: count)
  let drawn = storage.base.bindMemory(to: Element.self, capacity: drawsPerElement * count)
  let levels = drawn + (drawsPerElement - 1) * count
  let isOpen = UnsafeMutableRawPointer(levels + count).bindMemory(to: Bool.self, capacity: count)
  isOpen.initialize(repeating: true, count: count)
  var open = count
  while open > 0 {
    try draw(drawn)
    for i in 0..<count where isOpen[i] {
      elements[i] = drawn[i]
      if isAccepted(drawn[i], levels[i]) {
        isOpen[i] = false
        open -= 1
      }
    }
  }
  withExtendedLifetime(storage) {}
}
