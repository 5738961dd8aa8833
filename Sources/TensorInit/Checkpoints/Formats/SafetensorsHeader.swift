/// The header of a safetensors file as it is written.
struct SafetensorsHeader {
  private(set) var tensors: [(name: String, description: TensorDescription)] = []
  private(set) var metadata: [(key: String, value: String)] = []

  /// - Throws: `fileFailure` for JSON that is none or of another form, or has a key twice.
  init(_ json: [UInt8], path: String) throws(TensorInitError) {
    var reader = JSONReader(json)
    do throws(JSONReader.Fault) {
      try read(from: &reader)
      try reader.requireEnd()
    } catch {
      let place = error.place.map { "\($0): " }.joined(separator: "")
      throw .notSafetensors(path, "the header can't be read: \(place)\(error.reason)")
    }
  }

  private mutating func read(from reader: inout JSONReader) throws(JSONReader.Fault) {
    var keys: Set<ExactName> = []
    try reader.object { reader, key throws(JSONReader.Fault) in
      try Self.add(key, to: &keys)
      if ExactName(key) == SafetensorsLayout.metadataKey {
        var keys: Set<ExactName> = []
        try reader.object { reader, key throws(JSONReader.Fault) in
          try Self.add(key, to: &keys)
          metadata.append((key, try reader.string()))
        }
      } else {
        tensors.append((key, try TensorDescription(from: &reader)))
      }
    }
  }

  private static func add(
    _ key: String, to keys: inout Set<ExactName>
  ) throws(JSONReader.Fault) {
    guard keys.insert(ExactName(key)).inserted else {
      throw .keyTwice
    }
  }

  /// What it says of one tensor.
  struct TensorDescription {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    /// - Throws: A fault where one of the three is missing or given twice; other keys are passed over.
    init(from reader: inout JSONReader) throws(JSONReader.Fault) {
      var dtype: String?
      var shape: [Int]?
      var dataOffsets: [Int]?
      try reader.object { reader, key throws(JSONReader.Fault) in
        switch key {
        case "dtype" where dtype == nil: dtype = try reader.string()
        case "shape" where shape == nil: shape = try reader.integers()
        case "data_offsets" where dataOffsets == nil: dataOffsets = try reader.integers()
        case "dtype", "shape", "data_offsets": throw .keyTwice
        default: try reader.skipValue()
        }
      }
      guard let dtype, let shape, let dataOffsets else {
        throw JSONReader.Fault(reason: "expected the keys dtype, shape and data_offsets")
      }
      self.dtype = dtype
      self.shape = shape
      self.dataOffsets = dataOffsets
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

extension JSONReader.Fault {
  fileprivate static let keyTwice = Self(reason: "the key is given twice")
}

extension TensorInitError {
  static func notSafetensors(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read as safetensors", reason: reason)
  }
}
