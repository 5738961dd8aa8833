import TensorInit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A law's cumulative distribution and its density.
enum LawShape {
  case uniform(low: Double, high: Double)
  case normal(mean: Double, std: Double)
  case truncatedNormal(mean: Double, std: Double, low: Double, high: Double)
  case exponential(rate: Double)
  case logNormal(mean: Double, std: Double)
  case logUniform(low: Double, high: Double)
  /// log(e^t - 1) of a log-uniform t.
  case inverseSoftplusLogUniform(low: Double, high: Double)
  /// The logarithm of a uniform number.
  case logOfUniform(low: Double, high: Double)
  case cauchy(median: Double, sigma: Double)

  /// The shape of a continuous law, by the names of the law and of its parameters.
  init?(_ law: Law) {
    guard let parameters = Self.parameters[law.name] else { return nil }
    let values = parameters.compactMap { law[$0] }
    guard values.count == parameters.count else { return nil }
    switch law.name {
    case "uniform": self = .uniform(low: values[0], high: values[1])
    case "normal": self = .normal(mean: values[0], std: values[1])
    case "trunc_normal":
      self = .truncatedNormal(mean: values[0], std: values[1], low: values[2], high: values[3])
    case "exponential": self = .exponential(rate: values[0])
    case "log_normal": self = .logNormal(mean: values[0], std: values[1])
    case "log_uniform": self = .logUniform(low: values[0], high: values[1])
    case "inverse_softplus_log_uniform":
      self = .inverseSoftplusLogUniform(low: values[0], high: values[1])
    case "log_of_uniform": self = .logOfUniform(low: values[0], high: values[1])
    default: self = .cauchy(median: values[0], sigma: values[1])
    }
  }

  private static let parameters = [
    "uniform": ["low", "high"], "normal": ["mean", "std"],
    "trunc_normal": ["mean", "std", "low", "high"], "exponential": ["rate"],
    "log_normal": ["mean", "std"], "log_uniform": ["low", "high"],
    "inverse_softplus_log_uniform": ["low", "high"], "log_of_uniform": ["low", "high"],
    "cauchy": ["median", "sigma"],
  ]

  func cumulative(_ value: Double) -> Double {
    switch self {
    case .uniform(let low, let high): Self.share(of: value, low, high)
    case .normal(let mean, let std): Self.normal((value - mean) / std)
    case .truncatedNormal(let mean, let std, let low, let high):
      Self.between(value, low, high) {
        Self.normalDifference((low - mean) / std, (value - mean) / std)
          / Self.normalDifference((low - mean) / std, (high - mean) / std)
      }
    case .exponential(let rate): value <= 0 ? 0 : -expm1(-rate * value)
    case .logNormal(let mean, let std): value <= 0 ? 0 : Self.normal((log(value) - mean) / std)
    case .logUniform(let low, let high):
      value <= 0 ? 0 : Self.share(of: log(value), log(low), log(high))
    case .inverseSoftplusLogUniform(let low, let high):
      Self.share(of: log(Self.softplus(value)), log(low), log(high))
    case .logOfUniform(let low, let high): Self.share(of: exp(value), low, high)
    case .cauchy(let median, let sigma): 0.5 + atan((value - median) / sigma) / .pi
    }
  }

  func density(_ value: Double) -> Double {
    switch self {
    case .uniform(let low, let high): value >= low && value <= high ? 1 / (high - low) : 0
    case .normal(let mean, let std): Self.normalDensity((value - mean) / std) / std
    case .truncatedNormal(let mean, let std, let low, let high):
      value >= low && value <= high
        ? Self.normalDensity((value - mean) / std) / std
          / Self.normalDifference((low - mean) / std, (high - mean) / std) : 0
    case .exponential(let rate): value < 0 ? 0 : rate * exp(-rate * value)
    case .logNormal(let mean, let std):
      value <= 0 ? 0 : Self.normalDensity((log(value) - mean) / std) / (std * value)
    case .logUniform(let low, let high):
      value >= low && value <= high ? 1 / (value * log(high / low)) : 0
    case .inverseSoftplusLogUniform(let low, let high):
      Self.density(of: Self.softplus(value), low, high, slope: 1 / (1 + exp(-value)))
    case .logOfUniform(let low, let high):
      value >= log(low) && value <= log(high) ? exp(value) / (high - low) : 0
    case .cauchy(let median, let sigma):
      1 / (.pi * sigma * (1 + (value - median) * (value - median) / (sigma * sigma)))
    }
  }

  // MARK: Parts

  /// log(1 + e^x), without overflow.
  static func softplus(_ value: Double) -> Double {
    max(value, 0) + log1p(exp(-value.magnitude))
  }

  /// P(Z <= x) of a standard normal Z.
  static func normal(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }

  /// P(a < Z <= b), where it counts that both may lie far out on one side.
  static func normalDifference(_ a: Double, _ b: Double) -> Double {
    a > 0 ? normal(-a) - normal(-b) : normal(b) - normal(a)
  }

  static func normalDensity(_ x: Double) -> Double {
    exp(-0.5 * x * x) * 0.398942280401432677939946059934
  }

  private static func share(of value: Double, _ low: Double, _ high: Double) -> Double {
    between(value, low, high) { (value - low) / (high - low) }
  }

  private static func between(
    _ value: Double, _ low: Double, _ high: Double, _ cumulative: () -> Double
  ) -> Double {
    value <= low ? 0 : value >= high ? 1 : cumulative()
  }

  /// Of a value whose function t, with this slope there, is log-uniform.
  private static func density(
    of t: Double, _ low: Double, _ high: Double, slope: Double
  ) -> Double {
    t >= low && t <= high ? slope / (t * log(high / low)) : 0
  }
}
