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
      throw .notSafetensors(file.path, "\(dataByteCount - end) bytes follow the last tensor")
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
  fileprivate func bytes(count: Int, at offset: Int) throws(TensorInitError) -> [UInt8] {
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
