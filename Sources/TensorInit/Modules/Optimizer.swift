/// Some of a module's parameters that are optimized with the same settings.
public struct ParameterGroup {
  /// The parameters, under the names that they have in the module.
  public let parameters: TensorDictionary
  /// Settings such as `learningRate` and `weightDecay`, by name.
  public let options: [String: Double]
}

/// What trains a module: the name of a method and groups of the module's parameters.
///
/// It computes nothing; it reaches the module's parameters under the module's names.
///
/// ```swift
/// let optimizer = try Optimizer(
///   "adamw", of: model, options: ["learningRate": 3e-4, "weightDecay": 0.1],
///   groups: [("*.bias", ["weightDecay": 0]), ("*", [:])])
/// ```
public struct Optimizer: NamedTensors {
  /// The method's name as PyTorch writes it: `AdamW`, `SGD`, ...
  public let name: String
  public let groups: [ParameterGroup]
  /// The parameters that no group has, in order: training leaves them as they are.
  public let unreachedNames: [String]
  /// The parameters of all groups, in the module's order.
  public let namedTensors: [NamedTensor]

  /// An optimizer of a module's parameters.
  ///
  /// - Parameters:
  ///   - name: One of PyTorch's optimizers, in any case: `sgd`, `AdamW`, ...
  ///   - module: Whose parameters.
  ///   - options: The settings of all groups.
  ///   - groups: Patterns and settings that differ for the parameters that match them; each parameter
  ///     goes to the first that it matches. One group of all parameters, if left out.
  /// - Throws: `unknownName` for another optimizer; `invalidArgument` for a group that would be empty.
  public init(
    _ name: String, of module: some Module, options: [String: Double] = [:],
    groups: [(TensorPattern, [String: Double])]? = nil
  ) throws(TensorInitError) {
    self.name = try Names.find(name, among: Self.names, kind: "optimizer") { [$0] }
    let parameters = module.namedTensors.filter { !$0.spec.isBuffer }
    var members = Array(repeating: TensorDictionary(), count: groups?.count ?? 1)
    var reached: [NamedTensor] = []
    var unreached: [String] = []
    for parameter in parameters {
      let group = groups.map { $0.firstIndex { $0.0.matches(parameter.spec) } } ?? 0
      if let group {
        members[group][parameter.name] = parameter.tensor
        reached.append(parameter)
      } else {
        unreached.append(parameter.name)
      }
    }
    for (group, members) in zip(groups ?? [], members) where members.count == 0 {
      throw .invalidArgument(
        argument: "the group", given: "'\(group.0)'",
        expected: "a pattern that some parameter matches and none before it; parameters are "
          + Names.list(parameters.map(\.name)))
    }
    self.groups = members.enumerated().map { index, members in
      let own = groups.map { $0[index].1 } ?? [:]
      return ParameterGroup(
        parameters: members, options: options.merging(own) { _, own in own })
    }
    namedTensors = reached
    unreachedNames = unreached
  }

  private static let names = [
    "SGD", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "SparseAdam", "Adadelta", "Adagrad",
    "Adafactor", "ASGD", "LBFGS", "Muon", "RMSprop", "Rprop",
  ]
}
