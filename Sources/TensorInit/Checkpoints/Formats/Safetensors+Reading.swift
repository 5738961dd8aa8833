extension TensorFileContents {
  /// What the header of a safetensors file says, every number of it checked.
  ///
  /// It takes what the reference implementation does but for two things: keys that are given twice, which the format
  /// forbids, and sizes of 2^63 and more, which a tensor without elements might have.
  ///
  /// - Throws: `fileFailure`, which says what is wrong in the file.
  init(ofSafetensors file: OpenFile, stored: StoredFile) throws(TensorInitError) {
    let fileByteCount = try file.byteCount()
    let json = try safetensorsHeader(of: file, byteCount: fileByteCount)
    let header = try SafetensorsHeader(json, path: file.path)
    let dataStart = 8 + json.count
    let dataByteCount = fileByteCount - dataStart
    var tensors = header.tensors
    tensors.sort { first, second in
      (first.data.lowerBound, first.data.upperBound, ExactName(first.name))
        < (second.data.lowerBound, second.data.upperBound, ExactName(second.name))
    }
    var end = 0
    for tensor in tensors {
      guard tensor.data.lowerBound == end else {
        throw .notSafetensors(
          file.path,
          "the data of '\(tensor.name)' begin at \(tensor.data.lowerBound); expected \(end), where those "
            + "before end")
      }
      guard tensor.data.upperBound <= dataByteCount else {
        throw .notSafetensors(file.path, "the data of '\(tensor.name)' end after the file")
      }
      end = tensor.data.upperBound
    }
    guard end == dataByteCount else {
      let rest = Names.counted(dataByteCount - end, "byte")
      throw .notSafetensors(file.path, "the last tensor is followed by \(rest)")
    }
    self.tensors = tensors.map { tensor in
      StoredTensor(
        name: tensor.name, shape: tensor.shape, storedDType: tensor.type.name,
        dtype: tensor.type.dtype, byteCount: tensor.data.count,
        data: StoredData(file: stored, offset: dataStart + tensor.data.lowerBound))
    }
    metadata = header.metadata
  }
}

/// The bytes of the header without its length.
private func safetensorsHeader(
  of file: OpenFile, byteCount: Int
) throws(TensorInitError) -> [UInt8] {
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
  // The text itself, and the names, shapes and places that it tells of.
  try Memory.require(Int(length), ofBytes: 16)
  return try file.bytes(count: Int(length), at: 8)
}

/// A dtype of the format, in the order of the reference implementation, that of alignment.
private struct SafetensorsDType {
  let name: String
  let bitCount: Int
  let dtype: DType?

  /// By their names; version 0.8 of the reference implementation has these.
  static let named: [ExactName: Self] = {
    let bitCounts = [
      "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8,
      "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16,
      "I32": 32, "U32": 32, "F32": 32, "C64": 64, "F64": 64, "I64": 64, "U64": 64,
    ]
    let dtypes = Dictionary(
      uniqueKeysWithValues: DType.allCases.map { ("\($0.facts.safetensorsName)", $0) })
    return Dictionary(
      uniqueKeysWithValues: bitCounts.map { name, bitCount in
        (ExactName(name), Self(name: name, bitCount: bitCount, dtype: dtypes[name]))
      })
  }()

  /// The bytes of a tensor's elements, counted as the reference implementation does; `nil` where 64 bits don't
  /// hold the number of bits, or where they are not whole bytes.
  func byteCount(of shape: Shape) -> Int? {
    var bits: UInt = 1
    for size in shape + [bitCount] {
      guard let size = UInt(exactly: size) else { return nil }
      let (product, overflow) = bits.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      bits = product
    }
    return bits % 8 == 0 ? Int(bits / 8) : nil
  }
}

/// The header of a safetensors file as it is written.
private struct SafetensorsHeader {
  /// A tensor, and where its data are, counted from the header's end.
  struct Entry {
    let name: String
    let shape: Shape
    let type: SafetensorsDType
    let data: Range<Int>
  }

  private(set) var tensors: [Entry] = []
  private(set) var metadata: [(key: String, value: String)] = []

  /// - Throws: `fileFailure` for JSON that is none or of another form, or has a key twice.
  init(_ json: [UInt8], path: String) throws(TensorInitError) {
    var reader = JSONReader(json)
    do throws(JSONReader.Fault) {
      try read(from: &reader)
      try reader.requireEnd()
    } catch {
      throw .notSafetensors(path, "the header can't be read: \(error)")
    }
  }

  private mutating func read(from reader: inout JSONReader) throws(JSONReader.Fault) {
    var keys: Set<ExactName> = []
    try reader.object { reader, key throws(JSONReader.Fault) in
      try Self.add(key, to: &keys)
      if ExactName(key) == SafetensorsLayout.metadataKey {
        guard !reader.takeNull() else { return }
        var keys: Set<ExactName> = []
        try reader.object { reader, key throws(JSONReader.Fault) in
          try Self.add(key, to: &keys)
          metadata.append((key, try reader.string()))
        }
      } else {
        tensors.append(try Entry(named: key, from: &reader))
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
}

extension SafetensorsHeader.Entry {
  /// Reads what the header says of one tensor.
  fileprivate init(named name: String, from reader: inout JSONReader) throws(JSONReader.Fault) {
    var dtype: String?
    var shape: Shape?
    var dataOffsets: [Int]?
    if reader.isAt("[") {
      // The reference implementation takes the three values in a list as well.
      var count = 0
      try reader.list { reader throws(JSONReader.Fault) in
        switch count {
        case 0: dtype = try Self.dtype(from: &reader)
        case 1: shape = Shape(try reader.integers())
        case 2: dataOffsets = try reader.integers()
        default: throw JSONReader.Fault(reason: "a list of more than 3 values")
        }
        count += 1
      }
    } else {
      try reader.object { reader, key throws(JSONReader.Fault) in
        switch key {
        case "dtype" where dtype == nil: dtype = try Self.dtype(from: &reader)
        case "shape" where shape == nil: shape = Shape(try reader.integers())
        case "data_offsets" where dataOffsets == nil: dataOffsets = try reader.integers()
        case "dtype", "shape", "data_offsets": throw .keyTwice
        default: try reader.skipValue()
        }
      }
    }
    guard let dtype, let shape, let dataOffsets else {
      throw JSONReader.Fault(reason: "expected the keys dtype, shape and data_offsets")
    }
    guard let type = SafetensorsDType.named[ExactName(dtype)] else {
      throw JSONReader.Fault(reason: "the format doesn't have the dtype '\(dtype)'")
    }
    guard let byteCount = type.byteCount(of: shape) else {
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
    self.init(name: name, shape: shape, type: type, data: dataOffsets[0]..<dataOffsets[1])
  }

  /// A dtype's name, which the reference implementation takes as an object's only key as well.
  private static func dtype(from reader: inout JSONReader) throws(JSONReader.Fault) -> String {
    guard reader.isAt("{") else { return try reader.string() }
    var dtype: String?
    try reader.object { reader, key throws(JSONReader.Fault) in
      guard dtype == nil, reader.takeNull() else { throw JSONReader.Fault(reason: "expected null") }
      dtype = key
    }
    guard let dtype else { throw JSONReader.Fault(reason: "expected a dtype's name") }
    return dtype
  }
}

extension TensorInitError {
  fileprivate static func notSafetensors(_ path: String, _ reason: String) -> TensorInitError {
    .fileFailure(path: path, operation: "read as safetensors", reason: reason)
  }
}
