/// What came of loading a state dict.
public struct LoadReport: Sendable, Hashable {
  /// The module's names that the state dict doesn't have, in order; these tensors are as they were.
  public let missingNames: [String]
  /// The state dict's names that the module doesn't have, in order.
  public let unexpectedNames: [String]
}

extension Module {
  /// Gives the module's tensors the values of those of the same names, converted to the module's dtypes.
  ///
  /// ```swift
  /// try model.loadStateDict(TensorDictionary(contentsOf: "model.safetensors"))
  /// ```
  /// As PyTorch does, it takes a tensor of one element for a scalar, and doesn't miss the
  /// `num_batches_tracked` of batch normalizations, which old files don't have.
  ///
  /// - Parameters:
  ///   - stateDict: Tensors under the names of ``stateDict``.
  ///   - strict: Whether names that only one of the two has are an error.
  /// - Throws: `invalidArgument`, which names all that is missing, unexpected or of another shape, or a name that
  ///   two of the module's tensors have; then nothing was written.
  @discardableResult
  public func loadStateDict(
    _ stateDict: TensorDictionary, strict: Bool = true
  ) throws(TensorInitError) -> LoadReport {
    do throws(TensorInitError) {
      try requireNamesThatDiffer()
    } catch {
      throw error.called("loadStateDict")
    }
    var pairs: [(target: Tensor, source: Tensor)] = []
    var missing: [String] = []
    var misshapen: [String] = []
    var expected: Set<ExactName> = []
    for target in persistentTensors {
      expected.insert(ExactName(target.name))
      guard let source = stateDict[target.name] else {
        if !target.isBatchCount { missing.append(target.name) }
        continue
      }
      if source.shape == target.spec.shape {
        pairs.append((target.tensor, source))
      } else if target.spec.shape.isEmpty, source.shape == [1] {
        pairs.append((target.tensor, try source[0]))
      } else {
        misshapen.append("'\(target.name)' of shape \(source.shape) for \(target.spec.shape)")
      }
    }
    let report = LoadReport(
      missingNames: missing,
      unexpectedNames: stateDict.names.filter { !expected.contains(ExactName($0)) })
    try report.require(isEmpty: strict, misshapen: misshapen)
    for (target, source) in pairs { try target.copyElements(from: source) }
    return report
  }
}

extension LoadReport {
  /// - Throws: `invalidArgument`, which names everything that is wrong.
  fileprivate func require(isEmpty: Bool, misshapen: [String]) throws(TensorInitError) {
    var faults: [String] = []
    if isEmpty, !missingNames.isEmpty {
      faults.append("without \(Names.list(missingNames.map { "'\($0)'" }))")
    }
    if isEmpty, !unexpectedNames.isEmpty {
      faults.append("with unexpected \(Names.list(unexpectedNames.map { "'\($0)'" }))")
    }
    if !misshapen.isEmpty { faults.append("with \(Names.list(misshapen))") }
    guard faults.isEmpty else {
      throw .inCall(
        "loadStateDict",
        .invalidArgument(
          argument: "the state dict",
          given: faults.joined(separator: ", and "),
          expected: "the module's names and shapes"))
    }
  }
}

extension NamedTensor {
  fileprivate var isBatchCount: Bool {
    spec.isBuffer && spec.moduleKind?.hasPrefix("batchnorm") == true
      && (name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked"))
  }
}
