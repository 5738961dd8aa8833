import Foundation

/// A safetensors file read by the format's rules alone, independent of the library's writer.
public struct SafetensorsFile: Sendable {
  /// What the header says of one tensor.
  public struct Entry: Sendable, Hashable {
    /// The format's name for the type of the elements, for example `F32`.
    public var dtype: String
    /// The sizes of the dimensions, outermost first.
    public var shape: [Int]
    /// Where the data are, in bytes from the header's end.
    public var range: Range<Int>
  }

  /// Why a file is not a safetensors file.
  public struct Fault: Error {
    /// The rule that it breaks.
    public var reason: String
  }

  /// The JSON text with its padding.
  public let header: String
  /// The texts of `__metadata__`.
  public let metadata: [String: String]
  /// The tensors by their names.
  public let entries: [String: Entry]
  private let data: [UInt8]

  /// Reads a file.
  ///
  /// - Throws: `Fault` where the header is not whole, or where the tensors leave gaps, overlap or don't
  ///   make up the rest of the file; an error of Foundation where it can't be read.
  public init(path: String) throws {
    let contents = try Data(contentsOf: URL(fileURLWithPath: path))
    guard contents.count >= 8 else { throw Fault(reason: "shorter than 8 bytes") }
    let length = contents.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length % 8 == 0, 8 + length <= contents.count else {
      throw Fault(reason: "a header of \(length) bytes")
    }
    let json = Data(contents.dropFirst(8).prefix(length))
    data = [UInt8](contents.dropFirst(8 + length))
    header = String(decoding: json, as: UTF8.self)
    guard var members = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
      throw Fault(reason: "a header that is not an object")
    }
    metadata = members.removeValue(forKey: "__metadata__") as? [String: String] ?? [:]
    entries = try members.mapValues { member in
      guard let member = member as? [String: Any], let dtype = member["dtype"] as? String,
        let shape = member["shape"] as? [Int], let offsets = member["data_offsets"] as? [Int],
        offsets.count == 2, offsets[0] <= offsets[1]
      else { throw Fault(reason: "an entry \(member)") }
      return Entry(dtype: dtype, shape: shape, range: offsets[0]..<offsets[1])
    }
    let end = try entries.values.map(\.range)
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      .reduce(0) { end, range in
        guard range.lowerBound == end else { throw Fault(reason: "a gap or overlap at \(end)") }
        return range.upperBound
      }
    guard end == data.count else { throw Fault(reason: "\(data.count - end) bytes at the end") }
  }

  /// The bytes of a tensor, empty where there is none of this name.
  public func bytes(of name: String) -> [UInt8] {
    entries[name].map { [UInt8](data[$0.range]) } ?? []
  }

  /// The elements of a tensor, read as a type of their size.
  public func elements<Element: BitwiseCopyable>(of name: String, as: Element.Type) -> [Element] {
    let bytes = bytes(of: name)
    return bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Element>.size).map {
        bytes.loadUnaligned(fromByteOffset: $0, as: Element.self)
      }
    }
  }
}
