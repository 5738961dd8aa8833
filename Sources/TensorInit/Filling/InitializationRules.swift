/// What a list of rules says of tensors: each takes the first rule whose pattern it matches.
///
/// ```swift
/// let assignment = RuleAssignment(
///   [("*.bias", .zeros), ("*norm*.weight", .ones), ("*", .truncatedNormal(std: 0.02))], to: specs)
/// ```
public struct RuleAssignment: Sendable {
  /// The initializer of each tensor, in order; `nil` for what no rule reaches.
  public let initializers: [Initializer?]
  /// Which rules matched nothing, and which parameters none reached.
  public let report: RuleReport

  /// Finds the rule of each tensor; nothing is made or checked.
  ///
  /// - Parameters:
  ///   - rules: Patterns and initializers; of those that match a tensor, the first counts.
  ///   - tensors: What the rules are for, parameters and buffers.
  public init(_ rules: [(TensorPattern, Initializer)], to tensors: [TensorSpec]) {
    var isUsed = Array(repeating: false, count: rules.count)
    var unreached: [String] = []
    initializers = tensors.map { tensor in
      guard let rule = rules.firstIndex(where: { $0.0.matches(tensor) }) else {
        if !tensor.isBuffer { unreached.append(tensor.name) }
        return nil
      }
      isUsed[rule] = true
      return rules[rule].1
    }
    report = RuleReport(
      unmatchedRules: zip(rules, isUsed).filter { !$0.1 }.map { $0.0.0.description },
      unreachedNames: unreached)
  }
}

/// What came of a list of rules.
public struct RuleReport: Sendable, Hashable {
  /// The patterns of the rules that initialized nothing, in the rules' order.
  public let unmatchedRules: [String]
  /// The names of the parameters that no rule reached, in order; they are as they were.
  public let unreachedNames: [String]
}

extension NamedTensors {
  /// Gives each tensor new values by the first rule whose pattern it matches; no rule need reach buffers.
  ///
  /// ```swift
  /// let report = try model.initialize([
  ///   ("*.bias", .zeros), ("*norm*.weight", .ones), (.buffers("*.running_var"), .ones),
  ///   ("*", .truncatedNormal(std: 0.02)),
  /// ])
  /// ```
  ///
  /// - Parameters:
  ///   - rules: Patterns and how what matches them is initialized.
  ///   - generator: Where random numbers come from; each tensor draws from the stream of its name.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Returns: Which rules matched nothing that earlier ones had left, and which parameters none reached.
  /// - Throws: What an initializer throws of any of its tensors; then nothing was written.
  @discardableResult
  public func initialize(
    _ rules: [(TensorPattern, Initializer)], using generator: Generator = .default,
    threads: Int? = nil
  ) throws(TensorInitError) -> RuleReport {
    let tensors = namedTensors
    let assignment = RuleAssignment(rules, to: tensors.map(\.spec))
    let jobs = zip(tensors, assignment.initializers).compactMap { tensor, initializer in
      initializer.map(tensor.job)
    }
    try Plan.perform(jobs, using: generator, threads: threads)
    return assignment.report
  }
}
