import TensorInit

/// What a recipe file asks for: a model's tensors and how each is initialized.
struct Recipe {
  let path: String
  /// The name in the file, else that of the file without its extension.
  let name: String
  let seed: UInt64?
  /// The tensors in the order of the file.
  let tensors: [RecipeTensor]
  /// The size of all tensors in bytes.
  let byteCount: Int
  /// Where the tensors stand in the file, for faults of all of them.
  let tensorsValue: YAMLValue

  /// The elements of all tensors that are not buffers.
  var parameterCount: Int { count { !$0.isBuffer } }
  /// The elements of all buffers.
  var bufferCount: Int { count(\.isBuffer) }

  private func count(_ isCounted: (RecipeTensor) -> Bool) -> Int {
    tensors.filter(isCounted).reduce(0) { $0 + ((try? $1.entry.shape.elementCount) ?? 0) }
  }
}

/// One tensor of a model.
struct RecipeTensor {
  let entry: TensorSpec
  let initializer: Initializer
  /// Whether it belongs to the model's state without being a parameter.
  let isBuffer: Bool
}
