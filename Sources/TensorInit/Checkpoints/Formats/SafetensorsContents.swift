/// What the header of a safetensors file says, every number of it checked.
struct SafetensorsContents {
  /// The tensors in the order of their data, each with the position of its data in the file.
  let tensors: [(spec: TensorSpec, offset: Int)]
  let metadata: [(key: String, value: String)]

  /// - Throws: `fileFailure`, which says what is wrong in the file.
  init(of file: OpenFile) throws(TensorInitError) {
    let fileByteCount = try file.byteCount()
    let json = try Self.json(of: file, byteCount: fileByteCount)
    let header = try SafetensorsHeader(json, path: file.path)
    let dataStart = 8 + json.count
    let dataByteCount = fileByteCount - dataStart
    let tensors = header.tensors.sorted { first, second in
      (first.data.lowerBound, first.data.upperBound, ExactName(first.spec.name))
        < (second.data.lowerBound, second.data.upperBound, ExactName(second.spec.name))
    }
    var end = 0
    for (spec, data) in tensors {
      guard data.lowerBound == end else {
        throw .notSafetensors(
          file.path,
          "the data of '\(spec.name)' begin at \(data.lowerBound); expected \(end), where those "
            + "before end")
      }
      guard data.upperBound <= dataByteCount else {
        throw .notSafetensors(file.path, "the data of '\(spec.name)' end after the file")
      }
      end = data.upperBound
    }
    guard end == dataByteCount else {
      let rest = Names.counted(dataByteCount - end, "byte")
      throw .notSafetensors(file.path, "the last tensor is followed by \(rest)")
    }
    self.tensors = tensors.map { ($0.spec, dataStart + $0.data.lowerBound) }
    metadata = header.metadata
  }

  /// The bytes of the header without its length.
  private static func json(of file: OpenFile, byteCount: Int) throws(TensorInitError) -> [UInt8] {
    guard byteCount >= 8 else {
      throw .notSafetensors(file.path, "it is shorter than 8 bytes")
    }
    let length = try file.bytes(count: 8, at: 0).load(UInt64.self, at: 0)
    guard length <= SafetensorsLayout.longestHeader, Int(length) <= byteCount - 8 else {
      throw .notSafetensors(
        file.path,
        "a header of \(length) bytes; expected at most "
          + "\(min(SafetensorsLayout.longestHeader, byteCount - 8))")
    }
    let json = try file.bytes(count: Int(length), at: 8)
    guard json.first == UInt8(ascii: "{") else {
      throw .notSafetensors(file.path, "a header that doesn't begin a JSON object")
    }
    return json
  }
}

extension OpenFile {
  func bytes(count: Int, at offset: Int) throws(TensorInitError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let result: Result<Void, TensorInitError> = bytes.withUnsafeMutableBytes { bytes in
      do throws(TensorInitError) {
        return .success(try read(into: bytes, at: offset))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
    return bytes
  }
}

/// The header of a safetensors file as it is written.
struct SafetensorsHeader {
  /// The tensors, and where their data are, counted from the header's end.
  private(set) var tensors: [(spec: TensorSpec, data: Range<Int>)] = []
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
        tensors.append(try Self.tensor(named: key, from: &reader))
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

  /// Reads what it says of one tensor: the spec, and where the data are, counted from the header's end.
  private static func tensor(
    named name: String, from reader: inout JSONReader
  ) throws(JSONReader.Fault) -> (spec: TensorSpec, data: Range<Int>) {
    var dtype: String?
    var shape: Shape?
    var dataOffsets: [Int]?
    try reader.object { reader, key throws(JSONReader.Fault) in
      switch key {
      case "dtype" where dtype == nil: dtype = try reader.string()
      case "shape" where shape == nil: shape = Shape(try reader.integers())
      case "data_offsets" where dataOffsets == nil: dataOffsets = try reader.integers()
      case "dtype", "shape", "data_offsets": throw .keyTwice
      default: try reader.skipValue()
      }
    }
    guard let dtype, let shape, let dataOffsets else {
      throw JSONReader.Fault(reason: "expected the keys dtype, shape and data_offsets")
    }
    guard let known = DType(safetensorsName: dtype) else {
      throw JSONReader.Fault(reason: "the library doesn't have the dtype '\(dtype)'")
    }
    let spec = TensorSpec(name: name, shape: shape, dtype: known)
    guard let byteCount = try? spec.byteCount else {
      throw JSONReader.Fault(reason: "there is no tensor of the shape \(shape)")
    }
    guard dataOffsets.count == 2, dataOffsets[0] >= 0, dataOffsets[0] <= dataOffsets[1],
      dataOffsets[1] - dataOffsets[0] == byteCount
    else {
      throw JSONReader.Fault(
        reason:
          "the data offsets are \(dataOffsets); expected two that are "
          + "\(Names.counted(byteCount, "byte")) apart")
    }
    return (spec, dataOffsets[0]..<dataOffsets[1])
  }
}

extension TensorInitError {
  static func notSafetensors(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read as safetensors", reason: reason)
  }
}
