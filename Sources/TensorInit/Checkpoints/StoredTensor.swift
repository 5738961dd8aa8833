/// A tensor in a file, as the file describes it: also of a dtype that the library has no arithmetic for.
public struct StoredTensor: Sendable {
  /// The name that the file has it under; of an npy file, which has none, the file's name without its extension.
  public let name: String
  /// The sizes, which a tensor without elements may have larger than any that the library can make.
  public let shape: Shape
  /// The format's own name of the dtype: `F32` or `F8_E4M3` in safetensors, `<u4` in NumPy's.
  public let storedDType: String
  /// The library's dtype; `nil` where it has no arithmetic for it.
  public let dtype: DType?
  /// The size of the elements in bytes.
  public let byteCount: Int
  let data: StoredData

  /// The file that has it, one of the reader's ``CheckpointReader/paths``.
  public var path: String { data.file.path }

  /// The library's name of the dtype, or else the file's.
  package var dtypeName: String { dtype?.rawValue ?? storedDType }

  /// Whether another one has the same shape, and elements of the same dtype, in whatever order of bytes.
  package func isAlike(_ other: StoredTensor) -> Bool {
    shape == other.shape && byteCount == other.byteCount && dtypeName == other.dtypeName
  }

  /// What the library knows of a tensor.
  ///
  /// - Throws: `unsupportedDType`, which names the tensor and its dtype, where the library has no arithmetic for it.
  public var spec: TensorSpec {
    get throws(TensorInitError) {
      guard let dtype else {
        throw .inTensor(
          "'\(name)'",
          .unsupportedDType(given: storedDType, expected: "one that the library computes with"))
      }
      return TensorSpec(name: name, shape: shape, dtype: dtype)
    }
  }
}

/// What a file of tensors says of them.
struct TensorFileContents {
  /// In the order of their data.
  let tensors: [StoredTensor]
  /// The texts that the file keeps besides, in its order.
  let metadata: [(key: String, value: String)]
}
