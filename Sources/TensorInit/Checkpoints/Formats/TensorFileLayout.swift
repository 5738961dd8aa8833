/// Where everything lies in a file of tensors, all of it known before the first tensor is.
///
/// Each format is one implementation. Data are written at their offsets in any order, the framing last.
protocol TensorFileLayout: Sendable {
  /// The tensors in the order of their data.
  var entries: [TensorSpec] { get }
  /// Where the data of each of ``entries`` begins.
  var dataOffsets: [Int] { get }
  /// The size of the whole file in bytes.
  var byteCount: Int { get }

  /// A checksum to which the data of `entries[index]` are to be appended; `nil` if the format has none.
  func checksum(beforeDataOf index: Int) -> CRC32?

  /// Everything in the file that is not data.
  ///
  /// - Parameter checksums: The checksum of each of ``entries`` with its data, where there are any.
  func framing(checksums: [CRC32?]) -> [FilePart]
}

/// Bytes and their place in a file.
struct FilePart: Sendable {
  let offset: Int
  let bytes: [UInt8]
}

extension TensorFileLayout {
  func checksum(beforeDataOf index: Int) -> CRC32? { nil }

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
