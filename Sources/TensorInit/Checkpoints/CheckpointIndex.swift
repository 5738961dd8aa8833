/// What the index of a checkpoint of several files says: which file has which tensor.
struct CheckpointIndex {
  let path: String
  /// The paths of the files, in the order of their names.
  let paths: [String]
  private let pathOfTensor: [ExactName: String]

  static func isIndex(_ path: String) -> Bool {
    PathParts(path).name.lowercased().hasSuffix(".index.json")
  }

  /// - Throws: `fileFailure` where it can't be read or is of another form, gives a tensor twice, or names a file
  ///   outside of its folder.
  init(contentsOf path: String) throws(TensorInitError) {
    var shardOfTensor: [ExactName: ExactName] = [:]
    var hasMap = false
    try JSONReader.read(path) { reader throws(JSONReader.Fault) in
      try reader.object { reader, key throws(JSONReader.Fault) in
        guard key == "weight_map" else { return try reader.skipValue() }
        guard !hasMap else { throw .keyTwice }
        hasMap = true
        try reader.object { reader, name throws(JSONReader.Fault) in
          let shard = ExactName(try reader.string())
          guard shardOfTensor.updateValue(shard, forKey: ExactName(name)) == nil else {
            throw JSONReader.Fault(reason: "the tensor is given twice")
          }
        }
      }
    }
    guard hasMap else {
      throw .fileFailure(path: path, operation: "read", reason: "it has no 'weight_map'")
    }
    let shards = Set(shardOfTensor.values).sorted()
    for shard in shards where !Self.isInFolder(shard.text) {
      throw .fileFailure(
        path: path, operation: "read",
        reason: "a shard is '\(shard.text)'; expected a .safetensors file in the index's folder")
    }
    let folder = PathParts(path)
    self.path = path
    paths = shards.map { folder.sibling($0.text) }
    pathOfTensor = shardOfTensor.mapValues { folder.sibling($0.text) }
  }

  /// Whether it is the relative path of a safetensors file that goes up nowhere.
  private static func isInFolder(_ shard: String) -> Bool {
    guard !shard.utf8.contains(0), (try? TensorFileFormat(path: shard)) == .safetensors else {
      return false
    }
    return shard.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
  }

  /// - Parameter pathOf: The file that has a tensor.
  /// - Throws: `fileFailure` where a tensor is not in the file that should have it.
  func check(_ pathOf: (ExactName) -> String?) throws(TensorInitError) {
    let missing = pathOfTensor.filter { name, path in pathOf(name) != path }
    guard let (name, expected) = missing.min(by: { $0.key < $1.key }) else { return }
    throw .fileFailure(
      path: path, operation: "read", reason: "there is no tensor '\(name.text)' in \(expected)")
  }
}
