public import TensorInit

/// A model's tensors and how each is initialized, as a YAML file says it.
///
/// ```yaml
/// name: two-layers
/// dtype: float32
/// seed: 42
/// tensors:
///   layers.{0..1}.weight: {shape: [64, 64], initializer: xavier_uniform}
///   layers.{0..1}.bias: {shape: [64], initializer: zeros, dtype: float64}
///   steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}
/// ```
///
/// Numbers may be formulas of variables, and rules tell what is not said of each tensor:
///
/// ```yaml
/// vars: {d: 768}
/// sizes: {small: {L: 12}, medium: {L: 24, d: 1024}}
/// size: small
/// tensors:
///   h.{i=0..L-1}.{attn,mlp}.c_proj.weight: {shape: [d, d], initializer: normal(std=0.02/sqrt(2*L))}
///   h.{i=0..L-1}.ln_{1..2}.{weight,bias}: {shape: [d]}
///   wte.weight: {shape: [50257, d]}
/// tie: {lm_head.weight: wte.weight}
/// rules:
///   "*.bias": zeros
///   "*.ln_?.weight": ones
///   "*": normal(std=0.02)
/// ```
///
/// A checkpoint of it, as the command makes it:
///
/// ```swift
/// let recipe = try Recipe(contentsOf: "gpt2.yaml", setting: ["size": "medium"])
/// let writer = try CheckpointWriter(
///   path: "gpt2.safetensors", tensors: recipe.tensors.map(\.spec))
/// try writer.write(recipe.tensors, using: Generator(seed: recipe.seed ?? 0))
/// try writer.commit()
/// ```
public struct Recipe: Sendable {
  /// The file.
  public let path: String
  /// The name in the file, else that of the file without its extension.
  public let name: String
  /// The seed that the recipe states; `nil` where it states none.
  public let seed: UInt64?
  /// The tensors in the order of the file, their initializers checked against their shapes and dtypes.
  public let tensors: [TensorDeclaration]
  /// The size of all tensors in bytes.
  public let byteCount: Int
  /// The names of tensors that are others, and whose: files have them once.
  public let ties: [(name: String, of: String)]
  /// The files of an older checkpoint whose values are kept.
  package let keptPaths: [String]
  /// Where the tensors stand in the file, for faults of all of them.
  package let tensorsPlace: Place

  /// Reads a recipe and checks all of it, so that nothing is left to go wrong in the initialization.
  ///
  /// - Parameters:
  ///   - path: The file's name.
  ///   - settings: Formulas of some of its variables instead of its own, and the name of its `size`.
  ///   - tensors: Names, shapes and dtypes from elsewhere, for the recipe's rules; see ``/TensorInit/TensorList``.
  ///   - algorithm: The generator that the tensors are to draw from, as some have no form of an initializer.
  /// - Throws: `fileFailure` where the file can't be read, `invalidContents` with line and column for
  ///   everything that is wrong in it, `unknownName` for a setting of what it doesn't have.
  public init(
    contentsOf path: String, setting settings: [String: String] = [:],
    like tensors: TensorList? = nil, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    try self.init(
      text: TextFile.text(contentsOf: path), path: path, setting: settings, like: tensors,
      for: algorithm)
  }

  /// Reads a recipe from a text, as from a file of this name, which need not exist.
  public init(
    text: String, path: String, setting settings: [String: String] = [:],
    like tensors: TensorList? = nil, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    try self.init(
      try RecipeDocument(text: text, path: path, setting: settings), like: tensors, for: algorithm)
  }

  private init(
    _ document: RecipeDocument, like tensors: TensorList?, for algorithm: Generator.Algorithm
  ) throws(TensorInitError) {
    path = document.path
    name = try document.contents.name?.text("a name") ?? Self.stem(of: path)
    seed = document.seed
    var reader = RecipeReader(variables: document.variables, algorithm: algorithm)
    try reader.read(document.contents, document.tied, like: tensors)
    self.tensors = reader.tensors
    byteCount = reader.byteCount
    ties = reader.ties
    keptPaths = reader.olderPaths
    tensorsPlace = document.contents.tensorsPlace
  }

  private static func stem(of path: String) -> String {
    let parts = PathParts(path)
    return parts.stem.isEmpty ? parts.name : parts.stem
  }

  /// The elements of all tensors that are not buffers.
  public var parameterCount: Int { count { !$0.isBuffer } }
  /// The elements of all buffers.
  public var bufferCount: Int { count(\.isBuffer) }

  private func count(_ isCounted: (TensorSpec) -> Bool) -> Int {
    tensors.map(\.spec).filter(isCounted).reduce(0) { $0 + ((try? $1.shape.elementCount) ?? 0) }
  }
}
