extension CheckpointPlan {
  /// The key of the digest in the texts of each file and in the index.
  static let digestKey = "plan_digest"

  /// What is the same of two plans if they make the same files: SHA-256 of the texts, and of the tensors in their
  /// order, file by file, each with its name, dtype, shape and initializer.
  ///
  /// Each text and list begins with its length, so that no two plans are the same bytes.
  ///
  /// - Parameter partCounts: How many of the tensors are in each file.
  static func digest(
    of declarations: [TensorDeclaration], partCounts: [Int], metadata: [String: String]
  ) -> String {
    var digest = SHA256()
    func append(_ number: Int) { digest.append(UInt64(number).littleEndianBytes) }
    func append(_ text: String) {
      append(text.utf8.count)
      digest.append(text.utf8)
    }
    append(metadata.count)
    for (key, value) in metadata.sorted(by: { ExactName($0.key) < ExactName($1.key) }) {
      append(key)
      append(value)
    }
    append(partCounts.count)
    for count in partCounts { append(count) }
    for tensor in declarations {
      append(tensor.spec.name)
      append(tensor.spec.dtype.rawValue)
      append(tensor.spec.shape.count)
      for size in tensor.spec.shape { append(size) }
      append(tensor.initializer.description)
    }
    return digest.hexadecimal()
  }
}
