import TensorInit

/// An initializer as k calls it.
struct InitializerCall: Sendable {
  let name: String
  let family: CallFamily
  let initializer: @Sendable (CallOptions) throws(KError) -> Initializer

  /// The eighteen.
  static let all: [InitializerCall] = [
    InitializerCall("zeros", .plain) { _ in .zeros },
    InitializerCall("ones", .plain) { _ in .ones },
    InitializerCall("eye", .plain) { _ in .eye },
    InitializerCall("dirac", .plain) { _ in .dirac() },
    InitializerCall("fill", .fill) { (options) throws(KError) in
      .constant(try options.number(0, "the value"))
    },
    InitializerCall("normal", .distribution(options: 2)) { (options) throws(KError) in
      .normal(
        mean: try options.number(0, "the mean", default: 0),
        std: try options.number(1, "the standard deviation", default: 1))
    },
    InitializerCall("uniform", .distribution(options: 2)) { (options) throws(KError) in
      .uniform(
        low: try options.number(0, "the lower bound", default: 0),
        high: try options.number(1, "the upper bound", default: 1))
    },
    InitializerCall("cauchy", .distribution(options: 2)) { (options) throws(KError) in
      .cauchy(
        median: try options.number(0, "the median", default: 0),
        sigma: try options.number(1, "sigma", default: 1))
    },
    InitializerCall("exponential", .distribution(options: 1)) { (options) throws(KError) in
      .exponential(rate: try options.number(0, "the rate", default: 1))
    },
    InitializerCall("geometric", .distribution(options: 1)) { (options) throws(KError) in
      .geometric(p: try options.number(0, "the probability"))
    },
    InitializerCall("lognormal", .distribution(options: 2)) { (options) throws(KError) in
      .logNormal(
        mean: try options.number(0, "the mean", default: 1),
        std: try options.number(1, "the standard deviation", default: 2))
    },
    InitializerCall("random", .distribution(options: 2)) { (options) throws(KError) in
      let first = try options.integer(0, "the first limit")
      guard let second = try options.integer(1, "the second limit") else {
        return .random(high: first)
      }
      return .random(low: first, high: second)
    },
    InitializerCall("orthogonal", .gained) { (options) throws(KError) in
      .orthogonal(gain: try options.number(0, "the gain", default: 1))
    },
    InitializerCall("xnormal", .gained) { (options) throws(KError) in
      .xavierNormal(gain: try options.number(0, "the gain", default: 1))
    },
    InitializerCall("xuniform", .gained) { (options) throws(KError) in
      .xavierUniform(gain: try options.number(0, "the gain", default: 1))
    },
    InitializerCall("snormal", .sparse) { (options) throws(KError) in
      .sparse(
        sparsity: try options.number(0, "the fraction"),
        std: try options.number(1, "the standard deviation", default: 0.01))
    },
    InitializerCall("knormal", .kaiming) { (options) throws(KError) in
      let options = try KaimingOptions(options.values, function: options.function)
      return .kaimingNormal(
        nonlinearity: options.nonlinearity ?? .leakyReLU, mode: options.mode ?? .fanIn,
        slope: options.slope ?? 0)
    },
    InitializerCall("kuniform", .kaiming) { (options) throws(KError) in
      let options = try KaimingOptions(options.values, function: options.function)
      return .kaimingUniform(
        nonlinearity: options.nonlinearity ?? .leakyReLU, mode: options.mode ?? .fanIn,
        slope: options.slope ?? 0)
    },
  ]

  private init(
    _ name: String, _ family: CallFamily,
    _ initializer: @escaping @Sendable (CallOptions) throws(KError) -> Initializer
  ) {
    self.name = name
    self.family = family
    self.initializer = initializer
  }
}
