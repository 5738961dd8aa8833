import TensorInit

/// Making modules, models and optimizers, and reaching their tensors.
enum Modules {
  /// ``module enlist(`linear;2;2)``, or with modules within it
  /// ``module(`sequential; enlist(`linear;`fc;2;2); enlist(`relu;`fn))``.
  static func module(_ arguments: [KValue], _ session: KSession) throws(KError) -> KValue {
    let module = try tree(arguments, session.generator).module
    return .handle(.holder(module, kind: module.kind))
  }

  private static func tree(
    _ items: [KValue], _ generator: Generator
  ) throws(KError) -> (name: String?, module: any Module) {
    guard let first = items.first else { throw KError("module: expected the kind of a module") }
    if case .handle = first, items.count == 1 {
      return (nil, try existing(first, "module"))
    }
    // A kind alone is followed by its options, and a list of kind and options by modules within it;
    // but sequential has no options.
    let isKind = first.name != nil
    let isContainer = !isKind || first.name == ModuleKind.sequential.name
    let definition = try ModuleDefinition(
      isContainer ? try first.items : items)
    let children = isContainer ? items.dropFirst() : []
    if definition.kind == ModuleKind.sequential.name {
      guard children.count < maximumCount else { throw tooMany }
      var modules: [(name: String?, module: any Module)] = []
      for child in children { modules.append(try tree(try child.items, generator)) }
      let sequential = try translated("module") { () throws(TensorInitError) in
        try Sequential(modules)
      }
      var count = 0
      try check(sequential, depth: 1, &count)
      return (definition.name, sequential)
    }
    guard children.isEmpty else { throw KError("module: \(definition.kind) has no modules in it") }
    return (definition.name, try made(definition, generator))
  }

  /// The most modules in one, those counted again that are in it again.
  private static let maximumCount = 1 << 14

  private static let tooMany = KError("limit: a module of more than \(maximumCount) modules")

  /// Counts the modules in one, itself too.
  ///
  /// - Throws: The fault of one that has too many, or has them too deep for what goes through them.
  private static func check(
    _ module: any Module, depth: Int, _ count: inout Int
  ) throws(KError) {
    count += 1
    guard depth <= Workspace.maximumDepth else {
      throw KError("limit: modules nested deeper than \(Workspace.maximumDepth)")
    }
    guard count <= maximumCount else { throw tooMany }
    for (_, child) in module.children { try check(child, depth: depth + 1, &count) }
  }

  private static func made(
    _ definition: ModuleDefinition, _ generator: Generator
  ) throws(KError) -> any Module {
    guard let kind = ModuleKind.named[definition.kind] else {
      throw KError("module: `\(definition.kind) is not a kind of module")
    }
    do {
      return try kind.make(definition, generator)
    } catch let error as KError {
      throw error
    } catch let error as TensorInitError {
      return try translated(definition.kind) { () throws(TensorInitError) in throw error }
    } catch {
      throw KError("\(definition.kind): \(error)")
    }
  }

  private static func existing(_ value: KValue, _ function: String) throws(KError) -> any Module {
    if case .handle(let handle) = value,
      case .holder(let holder, _) = try handle.content(for: function),
      let module = holder as? any Module
    {
      return module
    }
    throw KError("\(function): expected a module")
  }

  /// ``model(m;`ce)``, ``model(m;`ce;o)``: a module with a loss and an optimizer.
  static func model(_ arguments: [KValue]) throws(KError) -> KValue {
    guard (2...3).contains(arguments.count), let loss = arguments[1].name else {
      throw KError("model: expected a module, the name of a loss and an optimizer")
    }
    let module = try existing(arguments[0], "model")
    if arguments.count == 3 {
      guard case .handle(let handle) = arguments[2],
        case .holder(let holder, _) = try handle.content(for: "model"), holder is Optimizer
      else { throw KError("model: expected an optimizer as the third argument") }
    }
    return .handle(
      .holder(
        try translated("model") { () throws(TensorInitError) in try Model(module, loss: loss) },
        kind: "model"))
  }

  /// ``opt(`sgd;m)``, ``opt(`sgd;m;.1)``: an optimizer of a module's parameters, and its learning rate.
  static func optimizer(_ arguments: [KValue]) throws(KError) -> KValue {
    guard (2...3).contains(arguments.count), let name = arguments[0].name else {
      throw KError("opt: expected the name of an optimizer and a module")
    }
    let module = try existing(arguments[1], "opt")
    if arguments.count == 3 {
      // Nothing is trained here.
      _ = try CallOptions(arguments, function: "opt").number(2, "the learning rate")
    }
    return .handle(
      .holder(
        try translated("opt") { () throws(TensorInitError) in try Optimizer(name, of: module) },
        kind: "opt"))
  }

  /// `parms m`, `buffers m`: a dictionary of the module's own tensors, no copies.
  static func tensors(
    _ arguments: [KValue], _ function: String, areBuffers: Bool
  ) throws(KError) -> KValue {
    guard arguments.count == 1 else { throw KError("\(function): expected one module") }
    var dictionary = TensorDictionary()
    for tensor in try named(arguments[0], function, areBuffers: areBuffers) {
      if dictionary[tensor.name] == nil { dictionary[tensor.name] = tensor.tensor }
    }
    return .handle(.dictionary(dictionary))
  }

  /// ``parm(m;`weight)``, ``buffer(m;`running_mean)``: one of the module's own tensors.
  static func tensor(
    _ arguments: [KValue], _ function: String, isBuffer: Bool
  ) throws(KError) -> KValue {
    guard arguments.count == 2, let name = arguments[1].name else {
      throw KError("\(function): expected a module and a name")
    }
    let tensors = try named(arguments[0], function, areBuffers: isBuffer)
    guard let found = tensors.first(where: { $0.name == name }) else {
      throw KError("\(function): there is no \(isBuffer ? "buffer" : "parameter") `\(name)")
    }
    return .handle(.tensor(found.tensor))
  }

  private static func named(
    _ value: KValue, _ function: String, areBuffers: Bool
  ) throws(KError) -> [NamedTensor] {
    guard case .handle(let handle) = value,
      case .holder(let holder, _) = try handle.content(for: function)
    else { throw KError("\(function): expected a module, a model or an optimizer") }
    return holder.namedTensors.filter { $0.spec.isBuffer == areBuffers }
  }
}
