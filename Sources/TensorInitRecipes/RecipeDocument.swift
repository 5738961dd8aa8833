package import TensorInit

/// A recipe that was read, of which the tensors are not made yet: they are its own, or those of a model that exists.
package struct RecipeDocument: Sendable {
  /// What errors call the text.
  package let path: String
  package let seed: UInt64?
  let contents: RecipeContents
  let variables: RecipeVariables
  let tied: Ties

  /// - Parameter settings: Formulas of some of its variables instead of its own, and the name of its `size`.
  /// - Throws: `invalidContents` with line and column for what is wrong with the text as such, its variables and its
  ///   ties, `unknownName` for a setting of what it doesn't have.
  package init(
    text: String, path: String, setting settings: [String: String] = [:]
  ) throws(TensorInitError) {
    self.path = path
    contents = try RecipeContents(try YAMLValue(text: text, path: path))
    seed = try contents.seed?.integer("a seed, 0 to 2^64 - 1", as: UInt64.self)
    variables = try contents.variables(setting: settings)
    tied = try Ties(contents.tie, in: Scope(variables: variables))
  }

  /// The names of tensors that are others, and whose, as the text has them.
  package var ties: [(name: String, of: String)] { tied.pairs }

  /// The tensors that the recipe lists itself, and how each is initialized.
  package func tensors(
    for algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> [TensorDeclaration] {
    var reader = RecipeReader(variables: variables, algorithm: algorithm)
    try reader.read(contents, tied, like: nil)
    return reader.tensors
  }

  /// How the tensors of a model that exists are initialized: names, shapes and dtypes are the model's, and what the
  /// recipe says of these must agree.
  ///
  /// A recipe that lists tensors lists all of the model's but buffers; else its rules are for them, as they are for those of
  /// a ``TensorList``. Buffers that it doesn't reach are left as they are.
  ///
  /// - Parameters:
  ///   - tensors: Each once, under the name by which it draws.
  ///   - isStrict: Whether a rule for nothing, a parameter without one, and tensors that the recipe or the model alone
  ///     has, are faults; else they are left out.
  /// - Throws: `invalidContents` with the place of what is wrong or doesn't agree; `invalidArgument` for two tensors of
  ///   one name.
  package func assignment(
    to tensors: [TensorSpec], isStrict: Bool = true, for algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> RecipeAssignment {
    let model = try ModelTensors(tensors, isStrict: isStrict)
    var reader = RecipeReader(variables: variables, algorithm: algorithm, model: model)
    try reader.read(contents, tied, like: nil)
    let byName = Dictionary(
      reader.tensors.map { (ExactName($0.spec.name), $0.initializer) },
      uniquingKeysWith: { first, _ in first })
    return RecipeAssignment(
      initializers: tensors.map { byName[ExactName($0.name)] },
      unmatchedRules: reader.unmatchedRules)
  }
}

/// What a recipe says of the tensors of a model.
package struct RecipeAssignment: Sendable {
  /// In the model's order; `nil` for what it leaves as it is.
  package let initializers: [Initializer?]
  /// The patterns of rules that are for no tensor which an earlier one leaves, in the recipe's order.
  package let unmatchedRules: [String]
}
