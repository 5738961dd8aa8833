import Foundation

/// Writes a safetensors file of raw bytes, for what the library doesn't write.
///
/// - Parameter tensors: Names and shapes are as JSON has them: names are not escaped.
public func writeSafetensors(
  _ tensors: [(name: String, dtype: String, shape: String, bytes: [UInt8])], to path: String
) throws {
  var offset = 0
  let members = tensors.map { tensor in
    defer { offset += tensor.bytes.count }
    return """
      "\(tensor.name)":{"dtype":"\(tensor.dtype)","shape":\(tensor.shape),\
      "data_offsets":[\(offset),\(offset + tensor.bytes.count)]}
      """
  }
  let header = Data("{\(members.joined(separator: ","))}".utf8)
  var file = Data(withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) })
  file += header
  for tensor in tensors { file += tensor.bytes }
  try file.write(to: URL(fileURLWithPath: path))
}
