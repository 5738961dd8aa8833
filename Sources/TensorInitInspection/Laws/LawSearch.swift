import TensorInit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the laws that values may be drawn from.
///
/// A law that within the test's power is another one is left out for the simpler one: a normal law cut at 100
/// deviations is a normal law, a log-uniform number between 1 and 1.01 a uniform one.
struct LawSearch {
  /// How many values there are at least.
  static let smallestCount = 1000

  let count: Int
  let mean: Double
  let deviation: Double
  let skewness: Double
  let kurtosis: Double
  let smallest: Double
  let largest: Double
  /// Some of the values or all, ascending.
  let sample: [Double]
  let dtype: DType
  private let sampleMean: Double
  private let sampleDeviation: Double

  /// `nil` for fewer values, and for one constant.
  init?(
    _ moments: Moments, range: ClosedRange<Double>, sample: [Double], dtype: DType
  ) {
    count = Int(moments.count)
    guard count >= Self.smallestCount, sample.count >= Self.smallestCount,
      let skewness = moments.skewness, let kurtosis = moments.kurtosis
    else { return nil }
    mean = moments.average
    deviation = moments.deviation
    self.skewness = skewness
    self.kurtosis = kurtosis
    smallest = range.lowerBound
    largest = range.upperBound
    self.dtype = dtype
    self.sample = sample.sorted()
    // By the values' own scale, as squares of very large ones are infinite.
    let (scale, center) = (deviation, mean)
    guard scale > 0, scale.isFinite, (largest - smallest).isFinite else { return nil }
    var sums = (0.0, 0.0)
    for value in sample {
      let z = (value - center) / scale
      sums = (sums.0 + z, sums.1 + z * z)
    }
    let n = Double(sample.count)
    let average = sums.0 / n
    sampleMean = center + average * scale
    sampleDeviation = max(0, sums.1 / n - average * average).squareRoot() * scale
    guard sampleDeviation > 0 else { return nil }
  }

  /// The laws that fit, the simplest first.
  func laws() -> [Law] {
    if !dtype.isFloatingPoint || Self.areIntegers(sample) { return integerLaws() }
    var laws: [Law] = []
    let uniform = uniform()
    if let uniform { laws.append(uniform) }
    let normal = normal()
    if let cut = truncatedNormal(besides: normal.law, cutPValue: normal.cut) { laws.append(cut) }
    if let law = normal.law { laws.append(law) }
    // The likelier one first, as a normal law that was cut far out is one nearly.
    if laws.count == 2, uniform == nil, normal.cut > 0.01 { laws.swapAt(0, 1) }
    // Where only Mamba's is named beside a uniform law, it is the likelier one.
    if let law = inverseSoftplusLogUniform(isOnly: uniform == nil) { laws.insert(law, at: 0) }
    if uniform == nil {
      laws += [logUniform(), logOfUniform()].compactMap(\.self)
      if normal.law == nil, laws.isEmpty {
        laws += [exponential(), logNormal(), cauchy()].compactMap(\.self)
      }
    }
    return laws
  }

  // MARK: Uniform

  /// How far inside a uniform law's bound the outermost value may be.
  private var gap: Double { 12 * (largest - smallest) / Double(count) + grid }

  /// The step of the grid on which PyTorch's uniform values of 16 bits are, and of float32's.
  private var grid: Double {
    (largest - smallest) * (dtype == .bfloat16 ? 0x1p-8 : dtype == .float16 ? 0x1p-11 : 0x1p-22)
  }

  /// The bound of a uniform law around 0, and how far it may be from the true one.
  private var bound: (value: Double, error: Double)? {
    guard (smallest + largest).magnitude <= gap else { return nil }
    let farthest = max(-smallest, largest)
    let byEnd = 6 * (largest - smallest) / Double(count) + grid
    // Of values on a coarse grid the deviation may tell more.
    let byDeviation = 4 * (0.2 / Double(count)).squareRoot() * farthest
    return byDeviation < byEnd ? (3.squareRoot() * deviation, byDeviation) : (farthest, byEnd)
  }

  private func uniform() -> Law? {
    let byKurtosis = GoodnessOfFit.boundedKurtosis(kurtosis, count: count, cuts: 0...0)
    guard byKurtosis > GoodnessOfFit.smallestPValue else { return nil }
    var (low, high) = (smallest, largest)
    if let bound {
      let farthest = max(-smallest, largest)
      high = snapped(bound.value, within: bound.error, above: farthest - rounding(of: farthest))
      low = -high
    } else {
      (low, high) = bounds(
        smallest, largest, within: (gap, gap), (rounding(of: low), rounding(of: high)))
    }
    return law(
      "uniform", [("low", low), ("high", high)], deviation: deviation,
      .uniform(low: smallest, high: largest), byKurtosis)
  }

  /// The deviation of a law around 0 as the values tell it, before a cut, and how far from the true one it may be, as a
  /// share.
  func deviation(of law: Law) -> (value: Double, error: Double)? {
    switch law.name {
    case "uniform": return bound.map { ($0.value / 3.squareRoot(), $0.error / $0.value + 1e-6) }
    case "normal", "trunc_normal":
      guard law["mean"] == 0 else { return nil }
      let rounding = dtype == .bfloat16 ? 0x1p-10 : dtype == .float16 ? 0x1p-13 : 1e-7
      // That of a law with an unusual cut is not known that well.
      let cut = law.name == "trunc_normal" ? 2.0 : 1
      let before = law.name == "normal" ? deviation : law["std"] ?? deviation
      return (before, cut * 5 * deviationError + rounding)
    default: return nil
    }
  }

  // MARK: Normal

  private func normal() -> (law: Law?, cut: Double) {
    let end = GoodnessOfFit.normalEnd(farthest, count: count)
    // Samplers have ends as well: PyTorch's float32, which takes 24 bits, at 5.8 deviations.
    let cut = farthest > 5.5 ? 1 : end.cut
    let tests = [
      cut, end.outlier, GoodnessOfFit.normalSkewness(skewness, count: count),
      GoodnessOfFit.normalKurtosis(kurtosis, count: count),
    ]
    guard let least = tests.min(), least * 5 > GoodnessOfFit.smallestPValue else {
      return (nil, cut)
    }
    let shape = LawShape.normal(mean: sampleMean, std: sampleDeviation)
    let byShape = GoodnessOfFit.lilliefors(
      GoodnessOfFit.distance(of: sample, dtype, from: shape.cumulative), count: sample.count)
    return (
      law(
        "normal", [("mean", roundedMean), ("std", roundedDeviation)], deviation: deviation,
        pValue: min(1, 5 * min(least, byShape))),
      cut
    )
  }

  private var farthest: Double { max(largest - mean, mean - smallest) / deviation }

  /// How far from the law's deviation that of the values is, as a share of it.
  private var deviationError: Double {
    ((max(kurtosis, 1.01) - 1) / (4 * Double(count))).squareRoot()
  }

  private var roundedDeviation: Double {
    snapped(deviation, within: 3 * deviationError * deviation)
  }

  /// 0 where the mean is as near to it as that of values around 0.
  private var roundedMean: Double {
    let error = deviation / Double(count).squareRoot()
    return mean.magnitude <= 5 * error ? 0 : snapped(mean, within: 3 * error)
  }

  /// A normal law with ends at the same distance on both sides of its mean.
  ///
  /// The deviation s of the values is that of the law before the cut, std, times g(cut), and they end at std cut, so
  /// that s / end = g(cut) / cut.
  private func truncatedNormal(besides normal: Law?, cutPValue: Double) -> Law? {
    guard cutPValue < 0.02 else { return nil }
    let middle = smallest / 2 + largest / 2
    let end = largest / 2 - smallest / 2
    let ratio = deviation / end
    var (low, high) = (0.3, 7.0)
    func share(of cut: Double) -> Double { StandardNormal.deviation(within: cut) / cut }
    guard ratio < share(of: low), ratio > share(of: high) else { return nil }
    for _ in 0..<60 {
      let cut = (low + high) / 2
      if share(of: cut) > ratio { low = cut } else { high = cut }
    }
    // The ratio's error by its slope; values end somewhat before the bound.
    let slope = (share(of: low * 1.001) - share(of: low)) / (low * 0.001)
    let error = (deviationError * 4 + endError(at: low)) * ratio / slope.magnitude
    let usual = Self.usualCuts.filter { ($0 - low).magnitude <= error }
    let cut = usual.min { ($0 - low).magnitude < ($1 - low).magnitude } ?? low
    // One beside a normal law that fits as well is told where it is usual.
    guard normal == nil || !usual.isEmpty else { return nil }
    let std = deviation / StandardNormal.deviation(within: cut)
    let isAroundMean = (middle - mean).magnitude <= 5 * deviation / Double(count).squareRoot()
    guard isAroundMean || normal == nil else { return nil }
    let shape = LawShape.truncatedNormal(
      mean: middle, std: std, low: smallest, high: largest)
    let distance = GoodnessOfFit.distance(of: sample, dtype, from: shape.cumulative)
    let byKurtosis = GoodnessOfFit.boundedKurtosis(
      kurtosis, count: count, cuts: usual.isEmpty ? max(0.31, cut - error)...cut + error : cut...cut
    )
    let pValue = min(
      1, 2 * min(byKurtosis, GoodnessOfFit.kolmogorov(distance, count: sample.count)))
    // Many other laws are nearly a normal one with some cut.
    guard !usual.isEmpty || pValue > 0.01 else { return nil }
    let center = roundedMean
    let reach = max(largest - center, center - smallest)
    let inner = reach - rounding(of: max(largest, -smallest))
    // The law that is told has all values within its cut.
    var roundedStd = snapped(std, within: 4 * deviationError * std, above: inner / cut)
    var toldCut = cut
    if (roundedStd - std).magnitude > 4 * deviationError * std {
      guard normal == nil else { return nil }
      roundedStd = snapped(std, within: 4 * deviationError * std)
    }
    if toldCut * roundedStd < inner || usual.isEmpty {
      toldCut = (inner / roundedStd).roundedUp(toDigits: 4)
    }
    guard
      let law = law(
        "trunc_normal",
        [
          ("mean", center), ("std", roundedStd), ("low", center - toldCut * roundedStd),
          ("high", center + toldCut * roundedStd),
        ], deviation: deviation, pValue: pValue)
    else { return nil }
    var arguments = center == 0 ? "" : "mean=\(center.shortest), "
    arguments += "std=\(roundedStd.shortest), cut=\(toldCut.plain)"
    return Law(
      name: law.name, expression: "trunc_normal(\(arguments))", parameters: law.parameters,
      deviation: law.deviation, pValue: law.pValue)
  }

  private static let usualCuts: [Double] = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6]

  /// How far before the bound, as a share of it, the outermost values may be, by the law's density there.
  private func endError(at cut: Double) -> Double {
    let density = LawShape.normalDensity(cut) / (1 - 2 * LawShape.normal(-cut))
    return min(0.5, 10 / (Double(count) * density) / cut)
  }

  // MARK: Logarithms

  private func logUniform() -> Law? {
    guard smallest > 0 else { return nil }
    let gap = min(0.5, 20 * log(largest / smallest) / Double(count) + 0x1p-8)
    let bounds = bounds(
      smallest, largest, within: (gap * smallest, gap * largest),
      (rounding(of: smallest), rounding(of: largest)))
    return law(
      "log_uniform", [("low", bounds.low), ("high", bounds.high)], deviation: deviation,
      .logUniform(low: smallest, high: largest))
  }

  /// - Parameter isOnly: Whether no uniform law fits: it is one nearly where all values are far below 0. Then Mamba's
  ///   alone
  ///   is named.
  private func inverseSoftplusLogUniform(isOnly: Bool) -> Law? {
    guard smallest < 0, mean < 0, largest < 20 else { return nil }
    let (low, high) = (LawShape.softplus(smallest), LawShape.softplus(largest))
    // Of nearly one bound, it is a uniform law nearly.
    guard low > 0, low * 1.5 < high else { return nil }
    let gap = min(
      0.5, 20 * log(high / low) / Double(count) + (dtype == .bfloat16 ? 0x1p-5 : 0x1p-8))
    let bounds = bounds(
      low, high, within: (gap * low, gap * high),
      (
        LawShape.softplus(smallest + rounding(of: smallest)) - low,
        high - LawShape.softplus(largest - rounding(of: largest))
      ))
    guard isOnly || bounds == (0.001, 0.1) else { return nil }
    return law(
      "inverse_softplus_log_uniform", [("low", bounds.low), ("high", bounds.high)],
      deviation: deviation, .inverseSoftplusLogUniform(low: low, high: high))
  }

  private func logOfUniform() -> Law? {
    guard largest < 700, smallest > -700 else { return nil }
    let (low, high) = (exp(smallest), exp(largest))
    guard low < high, high.isFinite else { return nil }
    let gap = 20 * (high - low) / Double(count)
    let rounding = dtype == .bfloat16 ? 0x1p-7 * largest.magnitude : 0x1p-10 * largest.magnitude
    let bounds = bounds(
      low, high, within: (gap + rounding * low, gap + rounding * high),
      (low * self.rounding(of: smallest), high * self.rounding(of: largest)))
    return law(
      "log_of_uniform", [("low", bounds.low), ("high", bounds.high)], deviation: deviation,
      .logOfUniform(low: low, high: high))
  }

  private func logNormal() -> Law? {
    guard smallest > 0 else { return nil }
    let logs = sample.map { log($0) }
    let n = Double(logs.count)
    let mean = logs.reduce(0, +) / n
    let std = (logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
    guard std > 0 else { return nil }
    let shape = LawShape.logNormal(mean: mean, std: std)
    let distance = GoodnessOfFit.distance(of: sample, dtype, from: shape.cumulative)
    let error = std / n.squareRoot()
    return law(
      "log_normal",
      [
        ("mean", mean.magnitude <= 4 * error ? 0 : snapped(mean, within: 3 * error)),
        ("std", snapped(std, within: 3 * error)),
      ],
      deviation: (expm1(std * std)).squareRoot() * exp(mean + std * std / 2),
      pValue: GoodnessOfFit.lilliefors(distance, count: logs.count))
  }

  // MARK: Others

  private func exponential() -> Law? {
    // Its mean is its deviation.
    let error = 8 / Double(count).squareRoot()
    guard smallest >= 0, (mean / deviation - 1).magnitude <= error else { return nil }
    let rate = 1 / mean
    return law(
      "exponential", [("rate", snapped(rate, within: rate * error / 2))],
      deviation: mean, .exponential(rate: rate))
  }

  private func cauchy() -> Law? {
    func quantile(_ share: Double) -> Double { sample[Int(share * Double(sample.count))] }
    let (median, sigma) = (quantile(0.5), (quantile(0.75) - quantile(0.25)) / 2)
    guard kurtosis > 20, sigma > 0 else { return nil }
    let error = sigma * 8 / Double(sample.count).squareRoot()
    return law(
      "cauchy",
      [
        ("median", median.magnitude <= error ? 0 : snapped(median, within: error)),
        ("sigma", snapped(sigma, within: error)),
      ], deviation: nil, .cauchy(median: median, sigma: sigma))
  }

  private func integerLaws() -> [Law] {
    if smallest == 0, largest == 1 {
      let p = snapped(mean, within: 3 * deviation / Double(count).squareRoot())
      return [law("bernoulli", [("p", p)], deviation: deviation, pValue: 1)].compactMap(\.self)
    }
    var laws: [Law?] = []
    let values = largest - smallest + 1
    let uniform = GoodnessOfFit.distance(ofIntegers: sample) { ($0 - smallest + 1) / values }
    laws.append(
      law(
        "random", [("low", smallest), ("high", largest + 1)], deviation: deviation,
        pValue: GoodnessOfFit.kolmogorov(uniform, count: sample.count)))
    if smallest >= 1, mean > 1 {
      let p = 1 / mean
      let distance = GoodnessOfFit.distance(ofIntegers: sample) { 1 - pow(1 - p, $0) }
      laws.append(
        law(
          "geometric", [("p", snapped(p, within: 3 * p / Double(count).squareRoot()))],
          deviation: deviation,
          pValue: GoodnessOfFit.kolmogorov(distance, count: sample.count)))
    }
    return laws.compactMap(\.self)
  }

  // MARK: Parts

  private func law(
    _ name: String, _ parameters: [(String, Double)], deviation: Double?, _ shape: LawShape,
    _ otherPValue: Double? = nil
  ) -> Law? {
    let distance = GoodnessOfFit.distance(of: sample, dtype, from: shape.cumulative)
    let pValue = GoodnessOfFit.kolmogorov(distance, count: sample.count)
    return law(
      name, parameters, deviation: deviation,
      pValue: otherPValue.map { min(1, 2 * min($0, pValue)) } ?? pValue)
  }

  /// The law if it fits.
  private func law(
    _ name: String, _ parameters: [(String, Double)], deviation: Double?, pValue: Double
  ) -> Law? {
    guard pValue > GoodnessOfFit.smallestPValue else { return nil }
    // A mean of 0 is the standard.
    let arguments = parameters.filter { !(["mean", "median"].contains($0.0) && $0.1 == 0) }
      .map { "\($0.0)=\(["low", "high"].contains($0.0) ? $0.1.plain : $0.1.shortest)" }
    return Law(
      name: name, expression: "\(name)(\(arguments.joined(separator: ", ")))",
      parameters: parameters.map { LawParameter($0.0, $0.1) }, deviation: deviation,
      pValue: pValue)
  }

  /// Whether values are such as integer laws give.
  static func areIntegers(_ values: [Double]) -> Bool {
    values.allSatisfy { $0 == $0.rounded() && $0.magnitude < 0x1p20 }
  }

  /// The number of the fewest digits that is this near.
  private func snapped(_ value: Double, within error: Double) -> Double {
    if value.magnitude <= error { return 0 }
    for digits in 1...8 {
      let rounded = value.rounded(toDigits: digits)
      if (rounded - value).magnitude <= error { return rounded }
    }
    return value
  }

  /// How far rounding to the dtype and others' computing may take a number beyond a bound.
  private func rounding(of value: Double) -> Double {
    let share =
      switch dtype {
      case .bfloat16: 0x1p-8
      case .float16: 0x1p-11
      case .float64: 0x1p-50
      default: 0x1p-22
      }
    return share * value.magnitude
  }

  /// Bounds of the fewest digits that are this near, and have all numbers between them but for their rounding.
  private func bounds(
    _ smallest: Double, _ largest: Double, within errors: (low: Double, high: Double),
    _ roundings: (low: Double, high: Double)
  ) -> (low: Double, high: Double) {
    (
      0 - snapped(-smallest, within: errors.low, above: -smallest - roundings.low),
      snapped(largest, within: errors.high, above: largest - roundings.high)
    )
  }

  /// The number of the fewest digits that is this near, and no less than a limit.
  private func snapped(_ value: Double, within error: Double, above limit: Double) -> Double {
    if value.magnitude <= error, limit <= 0 { return 0 }
    for digits in 1...15 {
      let nearest = value.rounded(toDigits: digits)
      let rounded = nearest >= limit ? nearest : max(value, limit).roundedUp(toDigits: digits)
      if (rounded - value).magnitude <= error { return rounded }
    }
    return max(value, limit)
  }
}
