/// Names, shapes and dtypes of tensors, as a file has them: for rules, without the tensors' memory.
///
/// ```swift
/// let recipe = try Recipe(
///   contentsOf: "rules.yaml", like: TensorList(contentsOf: "model.safetensors.index.json"))
/// ```
public struct TensorList: Sendable {
  /// The file.
  public let path: String
  /// In the file's order.
  public let tensors: [TensorSpec]

  public init(path: String, tensors: [TensorSpec]) {
    self.path = path
    self.tensors = tensors
  }

  /// What a file has: the header of a safetensors file, the index of a sharded checkpoint (`.index.json`), or a
  /// list (`.json`) of objects with the members `name`, `shape` and `dtype`.
  ///
  /// Of a list the dtypes are the library's, with or without PyTorch's prefix: `torch.bfloat16`. Tensors of files are in the
  /// order of their data, those of several files one file after the other.
  ///
  /// - Throws: `fileFailure` where a file can't be read or is of another form; `invalidArgument` for a path of another
  ///   kind.
  public init(contentsOf path: String) throws(TensorInitError) {
    try PathParts.check(path)
    let name = PathParts(path).name.lowercased()
    self.path = path
    if name.hasSuffix(".safetensors") {
      tensors = try SafetensorsReader(path: path).tensors
    } else if name.hasSuffix(".index.json") {
      tensors = try Self.tensors(ofIndex: path)
    } else if name.hasSuffix(".json") {
      tensors = try Self.tensors(ofList: path)
    } else {
      throw .invalidArgument(
        argument: "the name", given: "'\(path)'",
        expected: "one that ends in .safetensors, .index.json or .json")
    }
  }

  // MARK: The index of a sharded checkpoint

  private static func tensors(ofIndex path: String) throws(TensorInitError) -> [TensorSpec] {
    var fileOfTensor: [ExactName: String] = [:]
    var files: Set<ExactName> = []
    var hasMap = false
    try read(path) { reader throws(JSONReader.Fault) in
      try reader.object { reader, key throws(JSONReader.Fault) in
        guard key == "weight_map" else { return try reader.skipValue() }
        guard !hasMap else { throw .keyTwice }
        hasMap = true
        try reader.object { reader, name throws(JSONReader.Fault) in
          let file = try reader.string()
          guard fileOfTensor.updateValue(file, forKey: ExactName(name)) == nil else {
            throw JSONReader.Fault(reason: "the tensor is given twice")
          }
          files.insert(ExactName(file))
        }
      }
    }
    guard hasMap else { throw fault(path, "it has no 'weight_map'") }
    let folder = PathParts(path)
    var tensors: [TensorSpec] = []
    // The order of the checkpoint's data.
    for file in files.sorted().map(\.text) {
      guard !file.isEmpty, !file.contains("/"), file != "..", file != ".", !file.utf8.contains(0)
      else {
        throw fault(path, "a shard is '\(file)'; expected a file of the same folder")
      }
      let shard: SafetensorsReader
      do throws(TensorInitError) {
        shard = try SafetensorsReader(path: folder.sibling(file))
      } catch {
        throw fault(path, "\(error)")
      }
      for tensor in shard.tensors where fileOfTensor[ExactName(tensor.name)] == file {
        tensors.append(tensor)
        fileOfTensor[ExactName(tensor.name)] = nil
      }
    }
    if let (name, file) = fileOfTensor.min(by: { $0.key < $1.key }) {
      throw fault(path, "there is no tensor '\(name.text)' in \(file)")
    }
    return tensors
  }

  // MARK: A list

  private static func tensors(ofList path: String) throws(TensorInitError) -> [TensorSpec] {
    var tensors: [TensorSpec] = []
    try read(path) { reader throws(JSONReader.Fault) in
      try reader.list { reader throws(JSONReader.Fault) in
        tensors.append(try Self.tensor(from: &reader))
      }
    }
    return tensors
  }

  private static func tensor(
    from reader: inout JSONReader
  ) throws(JSONReader.Fault) -> TensorSpec {
    var name: String?
    var shape: Shape?
    var dtype: String?
    try reader.object { reader, key throws(JSONReader.Fault) in
      switch key {
      case "name": name = try reader.string()
      case "shape": shape = Shape(try reader.integers())
      case "dtype": dtype = try reader.string()
      default: try reader.skipValue()
      }
    }
    guard let name, let shape, let dtype else {
      throw JSONReader.Fault(reason: "expected the members name, shape and dtype")
    }
    let prefix = "torch."
    let plain = dtype.hasPrefix(prefix) ? String(dtype.dropFirst(prefix.count)) : dtype
    do throws(TensorInitError) {
      let spec = TensorSpec(name: name, shape: shape, dtype: try DType(named: plain))
      _ = try spec.byteCount
      return spec
    } catch {
      throw JSONReader.Fault(reason: "'\(name)': \(error)")
    }
  }

  // MARK: Files

  private static func read(
    _ path: String, _ body: (inout JSONReader) throws(JSONReader.Fault) -> Void
  ) throws(TensorInitError) {
    let file = try OpenFile(reading: path)
    defer { file.close() }
    let count = try file.byteCount()
    guard count <= mostBytes else {
      throw fault(path, "it has more than \(mostBytes) bytes")
    }
    var reader = JSONReader(try file.bytes(count: count, at: 0))
    do throws(JSONReader.Fault) {
      try body(&reader)
      try reader.requireEnd()
    } catch {
      throw fault(path, error.place.map { "\($0): " }.joined() + error.reason)
    }
  }

  private static let mostBytes = 256_000_000

  private static func fault(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read", reason: reason)
  }
}
