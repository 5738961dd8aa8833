#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The layout of a safetensors file.
///
/// ```
/// 8 bytes     the header's length n, little-endian
/// n bytes     JSON, padded with spaces to a multiple of 8:
///             {"__metadata__":{"key":"value"},"name":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
/// the rest    the tensors' elements, little-endian and row-major, without gaps
/// ```
/// Offsets count from the header's end. Tensors of larger elements come first, so that each is aligned
/// to its elements; the order is that of the reference implementation, by dtype and then by name.
struct SafetensorsLayout: TensorFileLayout {
  let tensors: [TensorSpec]
  let dataOffsets: [Int]
  let byteCount: Int
  private let header: [UInt8]

  /// The longest header that the reference implementation reads.
  static let longestHeader = 100_000_000

  /// - Throws: `invalidArgument` for a tensor named `__metadata__` and for a header that is too long.
  init(of tensors: [TensorSpec], metadata: [String: String]) throws(TensorInitError) {
    self.tensors = tensors.sorted { first, second in
      let ranks = (first.dtype.facts.safetensorsRank, second.dtype.facts.safetensorsRank)
      return ranks.0 == ranks.1
        ? ExactName(first.name) < ExactName(second.name) : ranks.0 < ranks.1
    }
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { ExactName($0.key) < ExactName($1.key) }
        .map { "\(jsonText($0.key)):\(jsonText($0.value))" }
      members.append("\(jsonText(Self.metadataKey.text)):{\(pairs.joined(separator: ","))}")
    }
    var offsets: [Int] = []
    var end = 0
    for tensor in self.tensors {
      guard ExactName(tensor.name) != Self.metadataKey else {
        throw .invalidArgument(
          argument: "a tensor's name", given: tensor.name,
          expected: "another name, as the format uses this one itself")
      }
      let start = end
      offsets.append(start)
      end = try TensorFileFormat.sum(start, try tensor.byteCount)
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(jsonText(tensor.name)):{\"dtype\":\"\(tensor.dtype.facts.safetensorsName)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(start),\(end)]}")
    }
    var json = Array("{\(members.joined(separator: ","))}".utf8)
    json += [UInt8](repeating: UInt8(ascii: " "), count: -json.count & 7)
    guard json.count <= Self.longestHeader else {
      throw .invalidArgument(
        argument: "the header", given: "\(json.count) bytes long",
        expected: "at most \(Self.longestHeader) bytes: fewer tensors or shorter names")
    }
    header = UInt64(json.count).littleEndianBytes + json
    let dataStart = header.count
    byteCount = try TensorFileFormat.sum(end, dataStart)
    dataOffsets = offsets.map { $0 + dataStart }
  }

  func framing(checksums: [CRC32?]) -> [FilePart] {
    [FilePart(offset: 0, bytes: header)]
  }

  /// The header's name for texts that are no tensors.
  static let metadataKey = ExactName("__metadata__")
}
