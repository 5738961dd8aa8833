/// A kind of file that holds tensors.
package enum TensorFileFormat: String, Sendable {
  /// The format of Hugging Face's safetensors: any number of tensors, every dtype, and metadata.
  case safetensors
  /// NumPy's format for several arrays: a zip archive of npy files.
  case npz
  /// NumPy's format for one array.
  case npy

  /// The format that the extension of a file's name says, in either case.
  ///
  /// - Throws: `invalidArgument` for any other extension, and for a path with the character NUL.
  package init(path: String) throws(TensorInitError) {
    try PathParts.check(path)
    guard let format = Self(rawValue: PathParts(path).fileExtension.lowercased()) else {
      throw .invalidArgument(
        argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, .npz or .npy")
    }
    self = format
  }

  /// Checks what is asked of the format whatever the tensors are.
  ///
  /// - Throws: `invalidArgument` where it has no shards, or not room for so many tensors, and for shards of less
  ///   than a byte.
  package func check(tensorCount: Int, shardByteCount: Int?) throws(TensorInitError) {
    if self == .npy, tensorCount != 1 {
      throw .inCall(
        "\(self)",
        .invalidArgument(
          argument: "the number of tensors", given: "\(tensorCount)",
          expected: "1; .npz and .safetensors hold any number"))
    }
    guard let shardByteCount else { return }
    guard self == .safetensors else {
      throw .invalidArgument(
        argument: "the file's format", given: "\(self)",
        expected: "safetensors, the only one that has shards")
    }
    guard shardByteCount >= 1 else {
      throw .invalidArgument(
        argument: "shardByteCount", given: "\(shardByteCount)",
        expected: "a number of 1 or more")
    }
  }

  /// - Throws: What the format can't have of the tensors.
  func layout(
    of tensors: [TensorSpec], metadata: [String: String]
  ) throws(TensorInitError) -> any TensorFileLayout {
    do throws(TensorInitError) {
      switch self {
      case .safetensors: return try SafetensorsLayout(of: tensors, metadata: metadata)
      case .npz: return try NPZLayout(of: tensors)
      case .npy: return try NPYLayout(of: tensors[0])
      }
    } catch {
      throw error.called("\(self)")
    }
  }

  /// The size of a file, summed up with its parts.
  ///
  /// - Throws: `invalidArgument` where the file would be larger than any can be.
  static func sum(_ first: Int, _ second: Int) throws(TensorInitError) -> Int {
    let (sum, overflow) = first.addingReportingOverflow(second)
    if overflow {
      throw .invalidArgument(
        argument: "the size of the file",
        given: "beyond 63 bits", expected: "less than 2^63 bytes")
    }
    return sum
  }
}

/// Where everything lies in a file of tensors, all of it known before the first tensor is.
///
/// Each format is one implementation. Data are written at their offsets in any order, the framing last.
protocol TensorFileLayout: Sendable {
  /// The tensors in the order of their data.
  var tensors: [TensorSpec] { get }
  /// Where the data of each of ``tensors`` begins.
  var dataOffsets: [Int] { get }
  /// The size of the whole file in bytes.
  var byteCount: Int { get }

  /// A checksum to which the data of `tensors[index]` are to be appended; `nil` if the format has none.
  func checksum(beforeDataOf index: Int) -> CRC32?

  /// Everything in the file that is not data.
  ///
  /// - Parameter checksums: The checksum of each of ``tensors`` with its data, where there are any.
  func framing(checksums: [CRC32?]) -> [FilePart]
}

/// Bytes and their place in a file.
struct FilePart: Sendable {
  let offset: Int
  let bytes: [UInt8]
}

extension TensorFileLayout {
  func checksum(beforeDataOf index: Int) -> CRC32? { nil }
}
