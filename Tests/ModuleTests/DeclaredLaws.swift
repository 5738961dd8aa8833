import TensorInit

extension Module {
  /// How each tensor of the state dict is declared to be initialized, of several ways the last.
  func declaredInitializers() -> [String: Initializer] {
    var initializers: [String: Initializer] = [:]
    for (prefix, module) in nestedModules {
      for declared in (module as? any Layer)?.tensors.declarations ?? [] {
        let name = prefix.isEmpty ? declared.spec.name : "\(prefix).\(declared.spec.name)"
        initializers[name] = declared.initializer
      }
    }
    return initializers
  }

  /// The law that each declaration means for its tensor's shape.
  func declaredLaws() throws -> [String: ModuleTable.Law] {
    var laws: [String: ModuleTable.Law] = [:]
    for (name, initializer) in declaredInitializers() {
      guard let shape = stateDict[name]?.shape else { continue }
      laws[name] = try ModuleTable.Law(initializer, for: shape)
    }
    return laws
  }
}

extension ModuleTable.Law {
  struct UnknownInitializer: Error {
    let initializer: Initializer
  }

  /// The law from an initializer's expression, with the formulas of `torch.nn.init`.
  init(_ initializer: Initializer, for shape: Shape) throws {
    let values = initializer.argumentValues
    switch initializer.name {
    case "zeros": self = .constant(0)
    case "ones": self = .constant(1)
    case "constant": self = .constant(values["value"] ?? .nan)
    case "uniform": self = .uniform(low: values["low"] ?? .nan, high: values["high"] ?? .nan)
    case "normal": self = .normal(mean: values["mean"] ?? .nan, std: values["std"] ?? .nan)
    case "kaiming_uniform":
      let slope = values["slope"] ?? .nan
      let bound = (6 / ((1 + slope * slope) * Double(try Fans(of: shape).fanIn))).squareRoot()
      self = .uniform(low: -bound, high: bound)
    case "xavier_uniform":
      let bound = 3.0.squareRoot() * (try Self.xavierStd(shape))
      self = .uniform(low: -bound, high: bound)
    case "xavier_normal": self = .normal(mean: 0, std: try Self.xavierStd(shape))
    default: throw UnknownInitializer(initializer: initializer)
    }
  }

  private static func xavierStd(_ shape: Shape) throws -> Double {
    let fans = try Fans(of: shape)
    return (2 / Double(fans.fanIn + fans.fanOut)).squareRoot()
  }

  /// Whether it is the same law with numbers within 1e-6 of each other.
  func isClose(to other: Self) -> Bool {
    func close(_ first: Double, _ second: Double) -> Bool {
      abs(first - second) <= 1e-6 * abs(second)
    }
    return switch (self, other) {
    case (.uniform(let low, let high), .uniform(let otherLow, let otherHigh)):
      close(low, otherLow) && close(high, otherHigh)
    case (.normal(let mean, let std), .normal(let otherMean, let otherStd)):
      close(mean, otherMean) && close(std, otherStd)
    case (.constant(let value), .constant(let other)): value == other
    default: false
    }
  }
}

extension Initializer {
  /// The numbers in the expression, `name(key=value, ...)`.
  fileprivate var argumentValues: [String: Double] {
    let inner = description.dropFirst(name.count).drop { $0 == "(" }.prefix { $0 != ")" }
    var values: [String: Double] = [:]
    for argument in inner.split(separator: ",") {
      let parts = argument.split(separator: "=").map { $0.trimmingPrefix(" ") }
      if parts.count == 2 { values[String(parts[0])] = Double(parts[1]) }
    }
    return values
  }
}
