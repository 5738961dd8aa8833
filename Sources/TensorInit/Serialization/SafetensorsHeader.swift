#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The header of a safetensors file as it is written.
struct SafetensorsHeader {
  private(set) var tensors: [String: TensorDescription] = [:]
  private(set) var metadata: [String: String] = [:]

  /// - Throws: `fileFailure` for JSON that is none or of another form.
  init(_ json: [UInt8], path: String) throws(TensorInitError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch {
      throw .notSafetensors(path, "the header can't be read: \(Self.reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
    let context: DecodingError.Context? =
      switch error as? DecodingError {
      case .dataCorrupted(let context), .keyNotFound(_, let context),
        .typeMismatch(_, let context), .valueNotFound(_, let context):
        context
      default: nil
      }
    guard let context else { return "\(error)" }
    let place = context.codingPath.map(\.stringValue).joined(separator: ", ")
    return place.isEmpty ? context.debugDescription : "\(place): \(context.debugDescription)"
  }

  /// What it says of one tensor.
  struct TensorDescription: Decodable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }

    /// The tensor and where its data are, counted from the header's end.
    ///
    /// - Throws: `fileFailure` where the offsets are not those of a tensor of this shape and dtype.
    func entry(
      named name: String, path: String
    ) throws(TensorInitError) -> (entry: TensorFileEntry, data: Range<Int>) {
      guard let dtype = DType(safetensorsName: dtype) else {
        throw .notSafetensors(
          path, "'\(name)' has the dtype '\(dtype)', which the library doesn't have")
      }
      let entry = TensorFileEntry(name: name, shape: shape, dtype: dtype)
      let byteCount: Int
      do throws(TensorInitError) {
        byteCount = try entry.byteCount()
      } catch {
        throw .notSafetensors(path, "'\(name)' has the shape \(shape)")
      }
      guard dataOffsets.count == 2, dataOffsets[0] >= 0, dataOffsets[0] <= dataOffsets[1],
        dataOffsets[1] - dataOffsets[0] == byteCount
      else {
        throw .notSafetensors(
          path,
          "'\(name)' has the data offsets \(dataOffsets); expected two that are \(byteCount) bytes "
            + "apart")
      }
      return (entry, dataOffsets[0]..<dataOffsets[1])
    }
  }
}

extension SafetensorsHeader: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == SafetensorsLayout.metadataKey {
        metadata = try container.decode([String: String].self, forKey: name)
      } else {
        tensors[name.stringValue] = try container.decode(TensorDescription.self, forKey: name)
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

extension TensorInitError {
  static func notSafetensors(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read as safetensors", reason: reason)
  }
}
