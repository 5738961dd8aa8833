#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif
public import TensorInit

extension Tensor {
  /// A tensor of a checkpoint, read into memory of its own: the only one, as in an npy file, or that of a name.
  ///
  /// - Parameters:
  ///   - url: That of a file, whose name ends in `.safetensors`, `.npz`, `.npy` or `.index.json`.
  ///   - name: The tensor's name; `nil` for the only one that there is.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `Tensor(contentsOf:named:)` of a path does.
  public init(contentsOf url: URL, named name: String? = nil) throws(TensorInitError) {
    try self.init(contentsOf: url.localPath, named: name)
  }

  /// Writes the tensor to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - url: That of the file, whose name ends in `.safetensors`, `.npz` or `.npy`. It appears when the file is whole.
  ///   - name: The tensor's name in the file, for the formats that have names.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `CheckpointWriter` does.
  public func save(
    to url: URL, named name: String = "tensor", metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try save(to: url.localPath, named: name, metadata: metadata)
  }
}

extension TensorDictionary {
  /// The tensors of a checkpoint in the order of their data.
  ///
  /// - Parameter url: That of a file, whose name ends in `.safetensors`, `.npz`, `.npy` or `.index.json`.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `TensorDictionary(contentsOf:)` of a path does.
  public init(contentsOf url: URL) throws(TensorInitError) {
    try self.init(contentsOf: url.localPath)
  }

  /// Writes the tensors to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - url: That of the file, whose name ends in `.safetensors`, `.npz` or, for a single tensor, `.npy`. It appears when
  ///     the file is whole.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `CheckpointWriter` does.
  public func save(to url: URL, metadata: [String: String] = [:]) throws(TensorInitError) {
    try save(to: url.localPath, metadata: metadata)
  }
}

extension Dictionary where Key == String, Value == Tensor {
  /// Writes the tensors to a file, as `TensorDictionary` does, sorted by their names.
  public func save(to url: URL, metadata: [String: String] = [:]) throws(TensorInitError) {
    try save(to: url.localPath, metadata: metadata)
  }
}

extension Module {
  /// Writes the state dict to a file of the format that the name's extension says.
  ///
  /// - Parameters:
  ///   - url: That of the file, whose name ends in `.safetensors` or `.npz`. It appears when the file is whole.
  ///   - metadata: Texts to keep in a safetensors file.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `save(to:metadata:)` of a path does.
  public func save(to url: URL, metadata: [String: String] = [:]) throws(TensorInitError) {
    try save(to: url.localPath, metadata: metadata)
  }
}

extension CheckpointReader {
  /// A reader of existing files, whose headers are read.
  ///
  /// - Parameter url: That of a file, whose name ends in `.safetensors`, `.npz`, `.npy` or `.index.json`.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as `init(path:)` does.
  public convenience init(url: URL) throws(TensorInitError) {
    try self.init(path: url.localPath)
  }
}

extension CheckpointPlan {
  /// A plan of files that hold these tensors.
  ///
  /// - Parameters:
  ///   - url: That of the file, whose name ends in `.safetensors`, `.npz` or, for a single tensor, `.npy`; of several
  ///     files, the one from which theirs are made.
  ///   - tensors: Every tensor of the checkpoint; in this order they fill the shards.
  ///   - shardByteCount: The most bytes of tensors in one file; `nil` for one file of any size.
  ///   - metadata: Texts to keep in each safetensors file.
  /// - Throws: `invalidArgument` for a URL that is no file's, and as
  ///   `init(path:tensors:shardByteCount:metadata:)` does.
  public init(
    url: URL, tensors: [TensorSpec], shardByteCount: Int? = nil, metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try self.init(
      path: url.localPath, tensors: tensors, shardByteCount: shardByteCount, metadata: metadata)
  }
}

extension CheckpointWriter {
  /// A writer of the files of a plan that is made of the same arguments.
  ///
  /// - Throws: As the plan and `init(_:)` do.
  public convenience init(
    url: URL, tensors: [TensorSpec], shardByteCount: Int? = nil, metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try self.init(
      path: url.localPath, tensors: tensors, shardByteCount: shardByteCount, metadata: metadata)
  }
}
