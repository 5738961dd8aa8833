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
