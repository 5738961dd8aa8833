import TensorInit

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
      throw KError("\(name): \(rest.count.of("option")); expected at most \(family.maximumOptions)")
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
