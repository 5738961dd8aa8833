import Foundation
import TensorInit

/// What is in a checkpoint, or why it can't be read, as one line of JSON.
func verdict(on path: String) -> String {
  struct StoredDescription: Encodable {
    let name: String
    let dtype: String
    let shape: [Int]
    /// All bytes in hexadecimal digits.
    let bytes: String
  }
  struct Description: Encodable {
    var error: String?
    var tensors: [StoredDescription] = []
    var metadata: [[String]] = []
  }
  var description = Description()
  do throws(TensorInitError) {
    let reader = try CheckpointReader(path: path)
    for tensor in reader.tensors {
      let bytes = try reader.bytes(0..<tensor.byteCount, of: tensor)
      description.tensors.append(
        StoredDescription(
          name: tensor.name, dtype: tensor.storedDType, shape: Array(tensor.shape),
          bytes: bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
    }
    description.metadata = reader.metadataTexts.map { [$0.key, $0.value] }
  } catch {
    description.error = "\(error)"
  }
  guard let json = try? JSONEncoder().encode(description) else { return "{}" }
  return String(decoding: json, as: UTF8.self)
}
