/// A kind of file that holds tensors.
public enum TensorFileFormat: String, CaseIterable, Sendable, Hashable {
  /// The format of Hugging Face's safetensors: any number of tensors, every dtype, and metadata.
  case safetensors
  /// NumPy's format for several arrays: a zip archive of npy files.
  case npz
  /// NumPy's format for one array.
  case npy

  /// The format that the extension of a file's name says, in either case.
  ///
  /// - Throws: `invalidArgument` for any other extension.
  public init(path: String) throws(TensorInitError) {
    guard let format = Self(rawValue: PathParts(path).fileExtension.lowercased()) else {
      throw .invalidArgument(
        argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, .npz or .npy")
    }
    self = format
  }

  func layout(
    entries: [TensorSpec], metadata: [String: String]
  ) throws(TensorInitError) -> any TensorFileLayout {
    switch self {
    case .safetensors: try SafetensorsLayout(entries: entries, metadata: metadata)
    case .npz: try NPZLayout(entries: entries)
    case .npy: try NPYLayout(entries: entries)
    }
  }
}
