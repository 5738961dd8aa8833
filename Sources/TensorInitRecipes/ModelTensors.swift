import TensorInit

/// The tensors of a model that exists, with which a recipe's must agree.
struct ModelTensors {
  let specs: [TensorSpec]
  let isStrict: Bool
  private let byName: [ExactName: TensorSpec]

  init(_ specs: [TensorSpec], isStrict: Bool) throws(TensorInitError) {
    var byName: [ExactName: TensorSpec] = [:]
    byName.reserveCapacity(specs.count)
    for spec in specs {
      guard byName.updateValue(spec, forKey: ExactName(spec.name)) == nil else {
        throw .invalidArgument(
          argument: "the tensors", given: "two of the name '\(spec.name)'",
          expected: "names of their own")
      }
    }
    self.specs = specs
    self.isStrict = isStrict
    self.byName = byName
  }

  func contains(_ name: String) -> Bool { byName[ExactName(name)] != nil }

  /// The model's tensor that one of the recipe's list is.
  ///
  /// - Parameter dtype: Where the recipe says its dtype, if it does.
  /// - Returns: `nil` where the model has none and need not.
  func agreeing(
    with listed: TensorSpec, name: YAMLValue, shape: YAMLValue, dtype: YAMLValue?
  ) throws(TensorInitError) -> TensorSpec? {
    guard let spec = byName[ExactName(listed.name)] else {
      guard isStrict else { return nil }
      throw name.fault("the model has no tensor '\(listed.name)'")
    }
    guard spec.shape == listed.shape else {
      throw shape.fault(
        "'\(spec.name)' has the shape \(listed.shape) here, and \(spec.shape) in the model")
    }
    if let dtype { try requireSame(listed.dtype, as: spec, at: dtype) }
    return TensorSpec(
      name: spec.name, shape: spec.shape, dtype: spec.dtype,
      isBuffer: spec.isBuffer || listed.isBuffer)
  }

  /// - Throws: `invalidContents` where a recipe says another dtype than a tensor has, which nothing here would change.
  func requireSame(
    _ dtype: DType, as spec: TensorSpec, at place: YAMLValue
  ) throws(TensorInitError) {
    guard dtype != spec.dtype else { return }
    throw place.fault(
      "'\(spec.name)' is of \(dtype) here, and of \(spec.dtype) in the model, which counts where no dtype is said"
    )
  }

  /// - Parameter listed: The recipe's list of tensors.
  /// - Throws: `invalidContents` where the model has parameters that are not in it.
  func requireAll(
    in tensors: [TensorDeclaration], _ listed: YAMLValue, besides tied: Ties
  ) throws(TensorInitError) {
    guard isStrict else { return }
    let known = Set(tensors.map { ExactName($0.spec.name) })
    let others = specs.filter {
      !$0.isBuffer && !known.contains(ExactName($0.name)) && !tied.contains($0.name)
    }
    guard let first = others.first else { return }
    let more = others.count > 1 ? ", and \(others.count - 1) more of it are not" : ""
    throw listed.fault("the model's tensor '\(first.name)' is not among these\(more)")
  }
}
