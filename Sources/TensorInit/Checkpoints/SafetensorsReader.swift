/// Reads a safetensors file, all of it or single tensors.
///
/// ```swift
/// let reader = try SafetensorsReader(path: "model.safetensors")
/// let weight = try reader.tensor(named: "fc.weight")
/// ```
/// The header is checked as the reference implementation does: tensors neither overlap nor leave gaps,
/// and make up the rest of the file.
public final class SafetensorsReader {
  /// The tensors, in the order of their data.
  public let tensors: [TensorSpec]
  /// The texts that the file keeps besides, in its order.
  public let metadataTexts: [(key: String, value: String)]
  /// The same by their keys; of those that Swift's strings don't tell apart, the first.
  public var metadata: [String: String] {
    Dictionary(metadataTexts.map { ($0.key, $0.value) }) { first, _ in first }
  }
  private let file: OpenFile
  private let dataOffsets: [ExactName: (spec: TensorSpec, offset: Int)]

  /// A reader of an existing file, whose header is read.
  ///
  /// - Throws: `fileFailure` where the file can't be read or is no safetensors file, or has tensors of
  ///   a dtype that the library doesn't have; `invalidArgument` for a path with the character NUL.
  public init(path: String) throws(TensorInitError) {
    file = try OpenFile(reading: path)
    let contents: SafetensorsContents
    do throws(TensorInitError) {
      contents = try SafetensorsContents(of: file)
    } catch {
      file.close()
      throw error
    }
    tensors = contents.tensors.map(\.spec)
    metadataTexts = contents.metadata
    dataOffsets = Dictionary(
      uniqueKeysWithValues: contents.tensors.map { (ExactName($0.spec.name), $0) })
  }

  deinit {
    file.close()
  }

  /// The tensor of this name, read into memory of its own.
  ///
  /// - Throws: `unknownName` where the file has none; `outOfMemory`; `fileFailure` where reading fails.
  public func tensor(named name: String) throws(TensorInitError) -> Tensor {
    guard let (spec, offset) = dataOffsets[ExactName(name)] else {
      throw Names.unknown(name, kind: "tensor", known: tensors.map(\.name))
    }
    let tensor = try Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    let bytes = UnsafeMutableRawBufferPointer(
      start: tensor.baseAddress, count: tensor.byteCount)
    try file.read(into: bytes, at: offset)
    if spec.dtype == .bool {
      // A Bool of another bit pattern than 0 or 1 would be undefined.
      for index in bytes.indices where bytes[index] > 1 { bytes[index] = 1 }
    }
    withExtendedLifetime(tensor) {}
    return tensor
  }
}

extension TensorDictionary {
  /// The tensors of a safetensors file, in the order of their data.
  ///
  /// - Throws: As ``SafetensorsReader`` does.
  public init(contentsOf path: String) throws(TensorInitError) {
    let reader = try SafetensorsReader(path: path)
    self.init()
    for tensor in reader.tensors { self[tensor.name] = try reader.tensor(named: tensor.name) }
  }
}
