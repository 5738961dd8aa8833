import Foundation
import TensorInit
import TestSupport
import Testing

/// Where a constant of the arithmetic underflows or overflows the law is another one, or none: every value is
/// compared with the quantile of its draw.
@Suite("Laws are right at the smallest and the largest parameters that they accept")
struct EdgeOfTheDTypeTests {
  static let floats = DType.allCases.filter(\.isFloatingPoint)
  static let count = 1 << 12

  /// Standard variates of the first draws of seed 5, by the C library's functions in double precision.
  struct Variates: Sendable {
    let uniform: [Double]
    let exponential: [Double]
    let cauchy: [Double]
    let normal: [Double]

    init(bits: Int) throws {
      let draws = CountedDraws(generator: .ars, seed: 5, stream: 0, first: 0)
      let high = try draws.words(count: EdgeOfTheDTypeTests.count)
      let low = try draws.words(count: EdgeOfTheDTypeTests.count, subset: 1)
      let u: [Double] = high.indices.map { i in
        if bits == 32 { return (Double(high[i]) + 0.5) * 0x1p-32 }
        let cell = UInt64(high[i]) << 20 | UInt64(low[i]) >> 12
        return (Double(cell) + 0.5) * 0x1p-52
      }
      let exponential: [Double] = u.map { $0 < 0.5 ? -log($0) : -log1p($0 - 1) }
      uniform = u
      self.exponential = exponential
      cauchy = u.map(Self.tangent)
      normal = u.indices.map { i in
        let isFirst = i % 32 < 16
        let radius = (2 * exponential[isFirst ? i : i - 16]).squareRoot()
        let (sine, cosine) = Self.turn(u[isFirst ? i + 16 : i])
        return radius * (isFirst ? cosine : sine)
      }
    }

    private static func tangent(_ u: Double) -> Double {
      if u < 0.25 { return -1 / tan(.pi * u) }
      return u > 0.75 ? 1 / tan(.pi * (1 - u)) : tan(.pi * (u - 0.5))
    }

    /// From the nearest quarter of a turn, where the library's functions lose nothing.
    private static func turn(_ turns: Double) -> (sine: Double, cosine: Double) {
      let quadrant = (turns * 4).rounded()
      let angle: Double = 2 * .pi * (turns - quadrant / 4)
      let (s, c) = (sin(angle), cos(angle))
      switch Int(quadrant) % 4 {
      case 0: return (s, c)
      case 1: return (c, -s)
      case 2: return (-s, -c)
      default: return (-c, s)
      }
    }
  }

  private static let narrow = Result { try Variates(bits: 32) }
  private static let wide = Result { try Variates(bits: 64) }

  private func variates(_ dtype: DType) throws -> Variates {
    try (dtype == .float64 || !dtype.isFloatingPoint ? Self.wide : Self.narrow).get()
  }

  /// The rounding of a value, relative to it, with what the arithmetic of the widest laws adds in float32 and float64.
  private func precision(_ dtype: DType) -> Double {
    switch dtype {
    case .float32: 0x1p-21
    case .float16: 0x1.02p-11
    case .bfloat16: 0x1.02p-8
    default: 0x1p-50
    }
  }

  private func smallest(_ dtype: DType) -> Double { -dtype.largest(below: 0) }

  /// So many times the smallest number of binary64.
  private func subnormal(_ count: Double) -> Double { count * .leastNonzeroMagnitude }

  private func values(_ initializer: Initializer, _ dtype: DType, shape: Shape) throws -> [Double] {
    let part = try Tensor(zeros: [count(of: shape)], dtype: dtype)
    try part.initialize(
      initializer, asRegion: .elements(0..<count(of: shape)), of: shape, using: Generator(seed: 5))
    return part.doubles()
  }

  private func count(of shape: Shape) -> Int { min(shape.reduce(1, *), Self.count) }

  /// Expects values to be the exact ones, rounded and within bounds.
  ///
  /// - Parameters:
  ///   - slack: How far they may be off in units of the smallest positive number, beside the precision.
  ///   - exponent: The value's logarithm at most, by which the relative error of an exponential grows.
  ///   - location: What is added to the rest of a value, of which little may be left.
  private func expect(
    _ initializer: Initializer, _ dtype: DType, shape: Shape = [count],
    within bounds: ClosedRange<Double>? = nil, slack: Double? = nil, exponent: Double = 0,
    location: Double = 0,
    are exact: (Int) -> Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bounds = bounds ?? -dtype.largestFinite...dtype.largestFinite
    let arithmetic = dtype == .float64 ? 0x1p-50 : 0x1p-21
    let precision = precision(dtype) + exponent * arithmetic
    let slack =
      (slack ?? (dtype == .float64 ? 1 : 0.51)) * smallest(dtype) + arithmetic * abs(location)
    let values = try values(initializer, dtype, shape: shape)
    let fault = values.indices.first { i in
      let expected = min(max(exact(i), bounds.lowerBound), bounds.upperBound)
      let tolerance = precision * abs(expected) + slack
      return !(abs(values[i] - expected) <= tolerance)
    }
    if let fault {
      Issue.record(
        "\(initializer) in \(dtype): [\(fault)] is \(values[fault]), exactly \(exact(fault))",
        sourceLocation: sourceLocation)
    }
  }

  // MARK: - Locations and scales

  @Test("uniform", arguments: floats)
  func uniform(dtype: DType) throws {
    let u = try variates(dtype).uniform
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    var bounds = [
      (0, 4 * smallest), (-smallest, smallest), (-1000 * smallest, 3000 * smallest),
      (-largest / 2, largest / 2), (largest / 2, largest), (-smallest, largest), (0, largest),
      (-largest, 0), (-0x1p-20 * largest, largest / 2),
    ]
    if dtype == .float64 {
      bounds += [
        (subnormal(-1e9), subnormal(1e9)), (subnormal(-2e13), subnormal(6e13)), (-5e-300, 1e-300),
      ]
      bounds += [(subnormal(2e8), subnormal(2e9))]
    } else {
      bounds += [
        (-largest, largest), (-0.3 * smallest, 0.7 * smallest),
        (subnormal(-6000), subnormal(10_000)),
      ]
    }
    for (low, high) in bounds {
      try expect(
        .uniform(low: low, high: high), dtype,
        within: dtype.smallest(atLeast: low)...dtype.largest(below: high)
      ) { low.addingProduct(u[$0], high - low) }
    }
  }

  /// Locations and scales at both ends of what a dtype holds; scales between its smallest numbers, too.
  private func locationsAndScales(_ dtype: DType) -> [(location: Double, scale: Double)] {
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    return [
      (0, smallest), (0, 1.4 * smallest), (0, 2.5 * smallest), (0, 1000.3 * smallest),
      (0, 0.3 * smallest), (smallest, smallest), (largest, smallest), (0, largest),
      (-largest, largest),
      (largest, largest), (0, .leastNonzeroMagnitude), (0, 1e-41), (0, 0x1p-126), (0, 0x1.8p-127),
    ]
  }

  @Test("normal", arguments: floats)
  func normal(dtype: DType) throws {
    let z = try variates(dtype).normal
    for (mean, std) in locationsAndScales(dtype) {
      try expect(.normal(mean: mean, std: std), dtype, location: mean) {
        mean.addingProduct(z[$0], std)
      }
    }
  }

  @Test("cauchy", arguments: floats)
  func cauchy(dtype: DType) throws {
    let z = try variates(dtype).cauchy
    for (median, sigma) in locationsAndScales(dtype) where sigma > 0 {
      try expect(.cauchy(median: median, sigma: sigma), dtype, location: median) {
        median.addingProduct(z[$0], sigma)
      }
    }
  }

  @Test("exponential", arguments: floats)
  func exponential(dtype: DType) throws {
    let e = try variates(dtype).exponential
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    // Half the inverse of float64's smallest numbers is the largest number already.
    let steep = [0.7, 1.6, 1000].map { 1 / ($0 * smallest) }.filter(\.isFinite)
    for rate in [(1 / largest).nextUp, .greatestFiniteMagnitude, 1e39, 0x1p126, 0x1.8p126] + steep {
      try expect(.exponential(rate: rate), dtype, within: smallest...largest) { e[$0] / rate }
    }
  }

  @Test("log_normal", arguments: floats)
  func logNormal(dtype: DType) throws {
    let z = try variates(dtype).normal
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    for (mean, std) in [
      (largest, smallest), (-largest, largest), (0, largest), (0, smallest), (log(smallest), 1),
      (log(largest), 1), (log(smallest).rounded(), smallest), (smallest, 20),
    ] where abs(mean) <= largest {
      // Beyond this exponent all is clamped.
      try expect(
        .logNormal(mean: mean, std: std), dtype, within: smallest...largest,
        exponent: dtype == .float64 ? 750 : 110
      ) { exp(mean + z[$0] * std) }
    }
  }

  // MARK: - Truncated normal

  @Test("truncated normal, of the smallest and the largest deviations", arguments: floats)
  func truncatedNormal(dtype: DType) throws {
    let u = try variates(dtype).uniform
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    for std in [smallest, 1.4 * smallest, 100.3 * smallest, 1e-41, 0x1.8p-127, largest / 4]
    where std < largest {
      for (start, end) in [(-2.0, 2.0), (-.infinity, .infinity), (0.5, 3.0), (6, .infinity)] {
        let initializer = Initializer.truncatedNormal(
          mean: 0, std: std, low: start * std, high: end * std)
        let low = dtype.smallest(atLeast: start * std)
        let high = dtype.largest(atMost: end * std)
        guard low <= high, low.isFinite else { continue }
        let law = ClosedFormLaw.truncatedNormal(mean: 0, std: 1, low: start, high: end)
        let values = try values(initializer, dtype, shape: [Self.count])
        let fault = values.indices.first { i in
          let x = values[i]
          // Half a unit around zero, or to the next number.
          let room = max(0.51 * smallest, 2 * precision(dtype) * abs(x))
          let below = x > low ? law.cdf((x - room) / std) - 0x1p-22 : 0
          let above = x < high ? law.cdf((x + room) / std) + 0x1p-22 : 1
          return !(below <= u[i] && u[i] <= above)
        }
        if let fault {
          Issue.record("\(initializer) in \(dtype): [\(fault)] is \(values[fault]), u \(u[fault])")
        }
      }
    }
  }

  @Test("truncated normal, where the distance of a mean is more deviations than there are numbers")
  func infinitelyManyDeviations() throws {
    for dtype in Self.floats {
      for std in [subnormal(2e13), subnormal(1)] {
        let bounds: [(Double, Double)] = [
          (5, .infinity), (-.infinity, .infinity), (-.infinity, 11), (5, 11),
        ]
        for (low, high) in bounds {
          try expect(.truncatedNormal(mean: 10, std: std, low: low, high: high), dtype) { _ in 10 }
        }
        try expect(.truncatedNormal(mean: 10, std: std, low: 11, high: .infinity), dtype) { _ in 11
        }
      }
    }
    try expect(
      .truncatedNormal(mean: 1e308, std: 1e-5, low: -.infinity, high: .infinity), .float64
    ) { _ in 1e308 }
  }

  @Test("truncated normal, of an interval close to the mean", arguments: floats)
  func closeToTheMean(dtype: DType) throws {
    let u = try variates(dtype).uniform
    // Of so small numbers the probability up to x goes with x - x^3 / 6.
    func probability(_ x: Double) -> Double { x - x * x * x / 6 }
    for (low, high) in [(1e-5, 2e-5), (3.6e-8, 1.2e-7), (-1.4e-7, -6e-8), (-2e-5, -1e-5)] {
      let (start, width) = (probability(low), probability(high) - probability(low))
      try expect(
        .truncatedNormal(mean: 0, std: 1, low: low, high: high), dtype,
        within: dtype.smallest(atLeast: low)...dtype.largest(atMost: high)
      ) { [u] i in
        let p = start + u[i] * width
        return p + p * p * p / 6
      }
    }
  }

  @Test("truncated normal, of an interval that holds one number of the dtype")
  func oneNumber() throws {
    let largest = DType.float32.largestFinite
    let cases: [(dtype: DType, std: Double, low: Double, high: Double, value: Double)] = [
      (.float32, 1, 0.99999999, 1, 1), (.float32, 1, -1e-60, 0, 0),
      (.float32, 3e38, largest, 3.40282346639e38, largest),
      (.float16, 65504, 65503.9999, 65504.0001, 65504),
    ]
    for (dtype, std, low, high, value) in cases {
      try expect(.truncatedNormal(mean: 0, std: std, low: low, high: high), dtype) { _ in value }
    }
  }

  @Test("truncated normal, so far out that no distance in deviations tells it")
  func farthestTails() throws {
    let u = try variates(.float64).uniform
    let laws: [(mean: Double, std: Double, width: Double)] = [
      (-1e300, 1e150, .infinity), (-1, 1e-101, .infinity), (-1e308, 0.5, .infinity),
      (-1.7e308, 1e154, .infinity), (-1e300, 1e150, 1), (-1e300, 1e150, 1e-3),
      (-1e300, 1e150, 1e-12),
      (-1e105, 1, 1e-110), (-1e308, 1.5e207, .infinity),
    ]
    for (mean, std, width) in laws {
      // The excess over the bound is exponential.
      let spread = std * (std / -mean)
      let kept = -expm1(-width / spread)
      let excess = u.map { min(-log1p(-$0 * kept) * spread, width) }
      // The share kept has lost digits where it is small.
      let slack = kept < 1e-3 ? 0x1p-52 / kept * spread / .leastNonzeroMagnitude : 4
      try expect(
        .truncatedNormal(mean: mean, std: std, low: 0, high: width), .float64, slack: slack
      ) { excess[$0] }
      try expect(
        .truncatedNormal(mean: -mean, std: std, low: -width, high: 0), .float64, slack: slack
      ) { [u] in -min(-log1p(-u[$0] * kept) * spread, width) }
    }
  }

  // MARK: - Laws of logarithms

  /// Numbers at both ends of what a dtype and binary64 hold, and around 1.
  private func positiveIntervals(_ dtype: DType) -> [(low: Double, high: Double)] {
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    return [
      (smallest, largest), (smallest, 4 * smallest),
      (max(0.3 * smallest, .leastNonzeroMagnitude), 7 * smallest),
      (largest / 4, largest), (.leastNonzeroMagnitude, 1), (.leastNonzeroMagnitude, largest),
      (1, 1.0625), (0.9375, 1.0625), (0x1.fffffffffffffp0, 0x1.1p1), (0x1p-1030, 1e-3),
    ]
  }

  /// The logarithms of log-uniform numbers, with what their rounding makes of the numbers.
  private func logarithms(
    _ low: Double, _ high: Double, _ dtype: DType
  ) throws -> (values: [Double], precision: Double) {
    let width = log(high) - log(low)
    return (
      try variates(dtype).uniform.map { log(low) + $0 * width },
      dtype == .float64 ? max(abs(log(low)), abs(log(high))) / 4 : 0
    )
  }

  @Test("log_uniform", arguments: floats)
  func logUniform(dtype: DType) throws {
    for (low, high) in positiveIntervals(dtype) {
      let (logarithms, exponent) = try logarithms(low, high, dtype)
      try expect(
        .logUniform(low: low, high: high), dtype,
        within: dtype.smallest(atLeast: low)...dtype.largest(below: high), exponent: exponent
      ) { exp(logarithms[$0]) }
    }
  }

  @Test("inverse_softplus_log_uniform", arguments: floats)
  func inverseSoftplusLogUniform(dtype: DType) throws {
    func inverse(_ t: Double) -> Double { t > 40 ? t : log(expm1(t)) }
    for (low, high) in positiveIntervals(dtype) {
      let (logarithms, precision) = try logarithms(low, high, dtype)
      for floor in [0, low / 2, low.nextUp, low + (high - low) / 1e3] where floor < high {
        let lowest = dtype.smallest(atLeast: inverse(max(low, floor)))
        try expect(
          .inverseSoftplusLogUniform(low: low, high: high, floor: floor), dtype,
          within: lowest...max(lowest, dtype.largest(below: inverse(high))), exponent: precision,
          location: dtype == .float64 ? max(1, precision) : 0
        ) { inverse(max(exp(logarithms[$0]), floor)) }
      }
      try expect(.inverseSoftplusLogUniform(low: low, high: high, floor: high), dtype) { _ in
        inverse(high)
      }
    }
  }

  @Test("log_of_uniform", arguments: floats)
  func logOfUniform(dtype: DType) throws {
    let u = try variates(dtype).uniform
    let largest = Double.greatestFiniteMagnitude
    for (low, high) in positiveIntervals(dtype) + [
      (0, .leastNonzeroMagnitude), (0, largest), (.leastNonzeroMagnitude, largest), (1, largest),
      (0, 1), (subnormal(1), subnormal(3)), (1, 16),
    ] {
      let ratio = low / high
      let lowest = low == 0 ? -dtype.largestFinite : dtype.smallest(atLeast: log(low))
      try expect(
        .logOfUniform(low: low, high: high), dtype,
        within: lowest...dtype.largest(below: log(high)),
        location: dtype == .float64 ? max(1, abs(log(high))) : 0
      ) { log(ratio.addingProduct(u[$0], 1 - ratio)) + log(high) }
    }
  }

  // MARK: - Integers

  @Test("geometric", arguments: DType.allCases.filter { $0 != .bool })
  func geometric(dtype: DType) throws {
    let e = try variates(dtype).exponential
    let largest = dtype.largestFinite
    var probabilities = [1, 1.0.nextDown, 0.99]
    probabilities +=
      dtype.isFloatingPoint
      ? [(1 / largest).nextUp, 3 / largest]
      : [.leastNonzeroMagnitude, 1e-300, 0.1 / largest, 3 / largest]
    for p in probabilities {
      let values = try values(.geometric(p: p), dtype, shape: [Self.count])
      let rate = -log1p(-p)
      let fault = values.indices.first { i in
        // On the edge of two integers either may be it.
        let precision = precision(dtype) * (dtype.isFloatingPoint ? 1 : 8)
        let least = floor(e[i] * (1 - precision) / rate) + 1
        let most = floor(e[i] * (1 + precision) / rate) + 1
        return
          !(min(least, largest) * (1 - precision) <= values[i]
          && values[i] <= min(most * (1 + precision), largest))
      }
      if let fault {
        Issue.record(
          "p \(p) in \(dtype): [\(fault)] is \(values[fault]), exactly \(e[fault] / rate)")
      }
    }
  }

  @Test("bernoulli and sparse", arguments: floats)
  func rareness(dtype: DType) throws {
    for (p, value) in [(Double.leastNonzeroMagnitude, 0.0), (0x1p-64, 0), (1.0.nextDown, 1)] {
      try expect(.bernoulli(p: p), dtype) { _ in value }
    }
    // The least share above 0 is one zero of a column.
    let values = try values(
      .sparse(sparsity: .leastNonzeroMagnitude, std: 1), dtype, shape: [64, 64])
    for column in 0..<64 {
      #expect((0..<64).count { values[64 * $0 + column] == 0 } == 1)
    }
    let z = try variates(dtype).normal
    let std = 1.4 * smallest(dtype)
    try expect(.sparse(sparsity: 0, std: std), dtype, shape: [64, 64]) { std * z[$0] }
    try expect(.sparse(sparsity: 1, std: std), dtype, shape: [64, 64]) { _ in 0 }
  }

  // MARK: - Schemes

  @Test(
    "gains of every slope", arguments: [0, 0x1p-1063, 1e150, 0x1p500, 1e154, 1e155, 1e200, 1.7e308])
  func slopes(slope: Double) throws {
    // Only one of the two counts, at these.
    let gain = slope < 1 ? 2.0.squareRoot() : 2.0.squareRoot() / slope
    for signed in [slope, -slope] {
      let found = try Nonlinearity.leakyReLU.gain(slope: signed)
      #expect(abs(found / gain - 1) < 1e-15)
    }
    let shape: Shape = [64, 64]
    let (z, u) = (try variates(.float64).normal, try variates(.float64).uniform)
    try expect(.kaimingNormal(slope: slope), .float64, shape: shape) { z[$0] * (gain / 8) }
    let bound = 3.0.squareRoot() * gain / 8
    try expect(.kaimingUniform(slope: slope), .float64, shape: shape) { (2 * u[$0] - 1) * bound }
  }

  @Test("the smallest and the largest gains and fans", arguments: floats)
  func gainsAndFans(dtype: DType) throws {
    let (z, u) = (try variates(dtype).normal, try variates(dtype).uniform)
    let (smallest, largest) = (smallest(dtype), dtype.largestFinite)
    let wide: Shape = [1 << 28, 1 << 30]
    let flat: Shape = [1, 1 << 58]
    for shape in [[64, 64], wide, flat] {
      let fans = try Fans(of: shape)
      let (fanIn, fanOut) = (Double(fans.fanIn), Double(fans.fanOut))
      for gain in [smallest, 1.4 * smallest, 100 * smallest, largest / 4, largest] {
        let std = gain * (2 / (fanIn + fanOut)).squareRoot()
        // A deviation is a number of float64, which moves values by up to 9 times its rounding.
        let slack = dtype == .float64 ? 5.0 : 0.51
        try expect(.xavierNormal(gain: gain), dtype, shape: shape, slack: slack) { z[$0] * std }
        let bound = 3.0.squareRoot() * std
        let lowest = dtype.smallest(atLeast: -bound)
        try expect(
          .xavierUniform(gain: gain), dtype, shape: shape,
          within: lowest...max(lowest, dtype.largest(below: bound)), slack: slack
        ) { (2 * u[$0] - 1) * bound }
      }
      let std = (2 / fanIn).squareRoot()
      try expect(.kaimingNormal(), dtype, shape: shape) { z[$0] * std }
      try expect(.kaimingNormal(nonlinearity: .tanh, mode: .fanOut), dtype, shape: shape) {
        z[$0] * (5.0 / 3 / fanOut.squareRoot())
      }
    }
  }
}
