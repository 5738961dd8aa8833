import Foundation
import TensorInit
import TensorInitInspection
import TestSupport

/// What is found in a safetensors file of these tensors.
func inspection(
  of tensors: KeyValuePairs<String, Tensor>, digests: Bool = false, threads: Int? = nil
) throws -> CheckpointInspection {
  try withTemporaryFolder { folder in
    let path = folder + "/model.safetensors"
    var dictionary = TensorDictionary()
    for (name, tensor) in tensors { dictionary[name] = tensor }
    try dictionary.save(to: path)
    return try CheckpointInspection(path: path, digests: digests, threads: threads)
  }
}

/// What is found of one tensor.
func inspection(of tensor: Tensor, named name: String = "w") throws -> TensorInspection {
  try inspection(of: [name: tensor]).tensors[0]
}

/// A tensor that an expression initializes.
func tensor(
  _ expression: String, _ shape: Shape, _ dtype: DType = .float32, seed: UInt64 = 1
) throws -> Tensor {
  let tensor = try Tensor(zeros: shape, dtype: dtype)
  try tensor.initialize(Initializer(expression), using: Generator(seed: seed))
  return tensor
}

/// A safetensors file of raw bytes, for dtypes that the library doesn't write.
func writeSafetensors(
  _ tensors: [(name: String, dtype: String, shape: [Int], bytes: [UInt8])], to path: String
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
