/// A module's tensors and those of all modules within it, with dots between nested names.
///
/// All are handles on the module's own elements: filling `module.parameters["weight"]` fills the module's.
extension Module {
  /// This module, under the empty name, and all within it, each before its children.
  public var nestedModules: [(name: String, module: any Module)] {
    var modules: [(name: String, module: any Module)] = []
    append(to: &modules, name: "")
    return modules
  }

  /// The module within this one at a path of names with dots between them.
  func submodule(_ path: String) -> (any Module)? {
    let parts = path.utf8.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let name = ExactName(String(decoding: parts[0], as: UTF8.self))
    guard let child = children.first(where: { ExactName($0.name) == name })?.module else {
      return nil
    }
    return parts.count == 1
      ? child : child.submodule(String(decoding: parts[1], as: UTF8.self))
  }

  /// The parameters, module by module; of those with the same name, the first.
  public var parameters: TensorDictionary { TensorDictionary(namedParameters) }

  /// The buffers, module by module; of those with the same name, the first.
  public var buffers: TensorDictionary { TensorDictionary(namedBuffers) }

  /// The parameters, then the buffers: of a name that both have, calls by name reach the parameter.
  public var namedTensors: [NamedTensor] { namedParameters + namedBuffers }

  /// What a checkpoint keeps, in PyTorch's order: module by module, its parameters and then its buffers,
  /// without those that are not persistent.
  public var stateDict: TensorDictionary { TensorDictionary(persistentTensors) }

  var persistentTensors: [NamedTensor] {
    nestedModules.flatMap { name, module in
      let skipped = Set(module.nonPersistentBufferNames.map(ExactName.init))
      return module.parameters(within: name)
        + module.buffers(within: name) { !skipped.contains(ExactName($0)) }
    }
  }

  /// - Throws: `invalidArgument` where two of the state dict's tensors have one name.
  func requireNamesThatDiffer() throws(TensorInitError) {
    var names: Set<ExactName> = []
    for tensor in persistentTensors where !names.insert(ExactName(tensor.name)).inserted {
      throw .duplicateName(tensor.name)
    }
  }

  private var namedParameters: [NamedTensor] {
    nestedModules.flatMap { $0.module.parameters(within: $0.name) }
  }

  private var namedBuffers: [NamedTensor] {
    nestedModules.flatMap { name, module in module.buffers(within: name) { _ in true } }
  }

  private func append(to modules: inout [(name: String, module: any Module)], name: String) {
    modules.append((name, self))
    for child in children {
      child.module.append(to: &modules, name: Self.join(name, child.name))
    }
  }

  private func parameters(within prefix: String) -> [NamedTensor] {
    ownParameters.map { name, tensor in
      NamedTensor(name: Self.join(prefix, name), tensor: tensor, moduleKind: kind)
    }
  }

  private func buffers(
    within prefix: String, _ isWanted: (String) -> Bool
  ) -> [NamedTensor] {
    ownBuffers.filter { isWanted($0.name) }.map { name, tensor in
      NamedTensor(
        name: Self.join(prefix, name), tensor: tensor, isBuffer: true, moduleKind: kind)
    }
  }

  private static func join(_ prefix: String, _ name: String) -> String {
    prefix.isEmpty ? name : "\(prefix).\(name)"
  }
}

extension TensorDictionary {
  /// The tensors by their names; of those with the same name, the first.
  init(_ tensors: [NamedTensor]) {
    self.init()
    for tensor in tensors where self[tensor.name] == nil { self[tensor.name] = tensor.tensor }
  }
}

extension Module {
  /// Writes the state dict to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - path: The file's name, which ends in `.safetensors` or `.npz`. It appears when the file is whole.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: As ``CheckpointWriter`` does, `invalidArgument` also where two tensors have one name.
  public func save(to path: String, metadata: [String: String] = [:]) throws(TensorInitError) {
    try requireNamesThatDiffer()
    try stateDict.save(to: path, metadata: metadata)
  }
}
