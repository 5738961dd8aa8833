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
        function: "tensor file", argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, .npz or .npy")
    }
    self = format
  }

  func layout(
    entries: [TensorFileEntry], metadata: [String: String]
  ) throws(TensorInitError) -> any TensorFileLayout {
    switch self {
    case .safetensors: try SafetensorsLayout(entries: entries, metadata: metadata)
    case .npz: try NPZLayout(entries: entries)
    case .npy: try NPYLayout(entries: entries)
    }
  }
}

/// A tensor of a file: what is known of it before it has values.
public struct TensorFileEntry: Sendable {
  public let name: String
  public let shape: Shape
  public let dtype: DType

  public init(name: String, shape: Shape, dtype: DType) {
    self.name = name
    self.shape = shape
    self.dtype = dtype
  }

  /// The size of the data in bytes.
  ///
  /// - Throws: `invalidShape` where a size is negative or the product overflows.
  func byteCount() throws(TensorInitError) -> Int {
    try shape.elementCount(of: dtype, function: "TensorFileWriter") * dtype.byteCount
  }
}

extension TensorFileEntry: Hashable {
  public static func == (first: TensorFileEntry, second: TensorFileEntry) -> Bool {
    ExactName(first.name) == ExactName(second.name) && first.shape == second.shape
      && first.dtype == second.dtype
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ExactName(name))
    hasher.combine(shape)
    hasher.combine(dtype)
  }
}
