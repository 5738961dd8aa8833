public import TensorInit

/// Names, shapes and dtypes of tensors, as a file has them, for a recipe's rules.
///
/// ```swift
/// let recipe = try Recipe(
///   contentsOf: "rules.yaml", like: TensorList(contentsOf: "model.safetensors.index.json"))
/// ```
public struct TensorList: Sendable {
  /// The file.
  public let path: String
  /// In the file's order.
  public let tensors: [TensorSpec]

  public init(path: String, tensors: [TensorSpec]) {
    self.path = path
    self.tensors = tensors
  }
}
