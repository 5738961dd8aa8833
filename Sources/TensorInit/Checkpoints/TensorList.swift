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

  /// These tensors, as if a file of this name had them; there need be none.
  public init(path: String, tensors: [TensorSpec]) {
    self.path = path
    self.tensors = tensors
  }

  /// What a file has: a checkpoint that ``CheckpointReader`` reads, or a list (`.json`) of objects with the members
  /// `name`, `shape` and `dtype`.
  ///
  /// Of a list the dtypes are the library's, with or without PyTorch's prefix: `torch.bfloat16`. Tensors of files are in the
  /// order of their data, those of several files one file after the other.
  ///
  /// - Throws: `fileFailure` where a file can't be read or is of another form; `unsupportedDType` for a tensor of a dtype
  ///   that the library doesn't have; `invalidArgument` for a path of another kind.
  public init(contentsOf path: String) throws(TensorInitError) {
    self.path = path
    if CheckpointReader.canRead(path) {
      var tensors: [TensorSpec] = []
      for tensor in try CheckpointReader(path: path).tensors {
        do throws(TensorInitError) {
          tensors.append(try tensor.spec)
        } catch {
          throw .fileFailure(path: path, operation: "take its tensors", reason: "\(error)")
        }
      }
      self.tensors = tensors
    } else if PathParts(path).fileExtension.lowercased() == "json" {
      tensors = try Self.tensors(ofList: path)
    } else {
      throw CheckpointReader.otherKind(path, besides: ", or a list, .json")
    }
  }

  private static func tensors(ofList path: String) throws(TensorInitError) -> [TensorSpec] {
    var tensors: [TensorSpec] = []
    try JSONReader.read(path) { reader throws(JSONReader.Fault) in
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
}
