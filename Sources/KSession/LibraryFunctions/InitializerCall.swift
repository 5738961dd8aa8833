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

extension InitializerCall {
  /// Initializes what the arguments reach; of an array, gives a copy.
  func apply(to arguments: [KValue], using generator: Generator) throws(KError) -> KValue {
    guard let first = arguments.first else { throw KError("\(name): expected tensors") }
    let target = try CallTarget(first, function: name)
    var rest = Array(arguments.dropFirst())
    var selector = CallSelector.all
    if family.selects(rest, in: target) {
      selector = try CallSelector(rest.removeFirst(), function: name)
    }
    if case (.holder, .all) = (target, selector) {
      throw KError("\(name): not implemented for single module argument")
    }
    guard rest.count <= family.maximumOptions else {
      throw KError(
        "\(name): \(Names.counted(rest.count, "option")); expected at most \(family.maximumOptions)"
      )
    }
    let initializer = try initializer(CallOptions(rest, function: name))
    return try apply(initializer, to: target, selector, generator)
  }

  private func apply(
    _ initializer: Initializer, to target: CallTarget, _ selector: CallSelector,
    _ generator: Generator
  ) throws(KError) -> KValue {
    if case .array(let value) = target {
      return try applied(initializer, to: value, selector, generator)
    }
    try translated(name) { () throws(TensorInitError) in
      switch (target, selector) {
      case (.tensor(let tensor), .all): try tensor.initialize(initializer, using: generator)
      case (.tensor(let tensor), .positions(let rows)):
        try tensor.initialize(initializer, rows: rows, using: generator)
      case (.vector(let vector), .all): try vector.initialize(initializer, using: generator)
      case (.vector(let vector), .positions(let positions)):
        try vector.initialize(initializer, at: positions, using: generator)
      case (.dictionary(let dictionary), .all):
        try dictionary.initialize(initializer, using: generator)
      case (.dictionary(let dictionary), .names(let names)):
        try dictionary.initialize(initializer, named: names, using: generator)
      case (.holder(let holder), .names(let names)):
        try holder.initialize(initializer, named: names, using: generator)
      default: throw wrongSelector(target)
      }
    }
    return .null
  }

  private func applied(
    _ initializer: Initializer, to value: KValue, _ selector: CallSelector,
    _ generator: Generator
  ) throws(KError) -> KValue {
    let tensor = try Tensor(value, function: name)
    switch (selector, family) {
    case (.all, _):
      try translated(name) { () throws(TensorInitError) in
        try tensor.initialize(initializer, using: generator)
      }
    case (.positions(let rows), .fill):
      try translated(name) { () throws(TensorInitError) in
        try tensor.initialize(initializer, rows: rows, using: generator)
      }
    case (.positions, _): throw KError("\(name): only fill selects within a k array")
    case (.names, _): throw KError("\(name): names don't select within a k array")
    }
    return try tensor.kValue(function: name)
  }

  private func wrongSelector(_ target: CallTarget) -> TensorInitError {
    let (given, expected) =
      switch target {
      case .tensor: ("symbols", "longs, since the target is a tensor")
      case .vector: ("symbols", "longs, since the target is a vector")
      default: ("longs", "symbols, since the target's tensors have names")
      }
    return .invalidArgument(
      argument: "what selects", given: given, expected: expected)
  }
}
