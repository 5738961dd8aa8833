extension Tensor {
  /// Writes the tensor to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - path: The file's name, which ends in `.safetensors`, `.npz` or `.npy`. It appears when the
  ///     file is whole.
  ///   - name: The tensor's name in the file, for the formats that have names.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: As ``CheckpointWriter`` does.
  public func save(
    to path: String, named name: String = "tensor", metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try [name: self].save(to: path, metadata: metadata)
  }
}

extension Dictionary where Key == String, Value == Tensor {
  /// Writes the tensors to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - path: The file's name, which ends in `.safetensors`, `.npz` or, for a single tensor, `.npy`.
  ///     It appears when the file is whole.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: As ``CheckpointWriter`` does.
  public func save(to path: String, metadata: [String: String] = [:]) throws(TensorInitError) {
    try TensorDictionary(
      sorted { ExactName($0.key) < ExactName($1.key) }.map { (name: $0.key, tensor: $0.value) }
    )
    .save(to: path, metadata: metadata)
  }
}

extension TensorDictionary {
  /// Writes the tensors to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - path: The file's name, which ends in `.safetensors`, `.npz` or, for a single tensor, `.npy`.
  ///     It appears when the file is whole.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: As ``CheckpointWriter`` does.
  public func save(to path: String, metadata: [String: String] = [:]) throws(TensorInitError) {
    let writer = try CheckpointWriter(
      path: path, tensors: namedTensors.map(\.spec), metadata: metadata)
    for (name, tensor) in self { try writer.write(tensor, named: name) }
    try writer.commit()
  }
}
