/// What the files of a checkpoint will be: which tensor lies where in which of them, and the index.
///
/// It is the same wherever it is made of the same arguments, so that several processes can each write some of
/// the files; and it touches none. Of `model.safetensors` in three parts, the files are named as Hugging Face's
/// libraries expect: `model-00001-of-00003.safetensors` and so on, and `model.safetensors.index.json`.
public struct CheckpointPlan: Sendable {
  /// The tensors in the order of their data, file by file; writing them in this order suits disks best.
  public let tensors: [TensorSpec]
  /// The paths of the files that will appear, the index last if there is one.
  public let paths: [String]
  /// The size of all files of tensors in bytes.
  public let byteCount: Int

  /// The path that was asked for; of several files, the one from which theirs are made.
  let path: String
  package let shards: [Shard]
  /// What says which shard has which tensor; `nil` where one file has them all.
  package let index: (path: String, text: [UInt8])?
  private let positions: [ExactName: Position]

  /// One file of tensors.
  package struct Shard: Sendable {
    package let path: String
    let layout: any TensorFileLayout

    package var tensors: [TensorSpec] { layout.tensors }
    /// Where the data of each of ``tensors`` begins.
    package var dataOffsets: [Int] { layout.dataOffsets }
    package var byteCount: Int { layout.byteCount }
  }

  /// Where a tensor is: in which shard, and which of that shard's tensors it is.
  struct Position {
    let shard: Int
    let index: Int
  }

  /// A plan of files that hold these tensors.
  ///
  /// - Parameters:
  ///   - path: The file's name, which ends in `.safetensors`, `.npz` or, for a single tensor, `.npy`; of
  ///     several files, the name from which theirs are made.
  ///   - tensors: Every tensor of the checkpoint; in this order they fill the shards.
  ///   - shardByteCount: The most bytes of tensors in one file, a safetensors one; a larger tensor has a file of
  ///     its own. `nil` for one file of any size.
  ///   - metadata: Texts to keep in each file; only safetensors has a place for them.
  /// - Throws: `invalidArgument` for names given twice, or that the format can't have, for another format with
  ///   `shardByteCount`, or one below 1, and for a path with the character NUL; `unsupportedDType` for bfloat16 in a NumPy file; `invalidShape`
  ///   where there is no tensor of a shape.
  public init(
    path: String, tensors: [TensorSpec], shardByteCount: Int? = nil,
    metadata: [String: String] = [:]
  ) throws(TensorInitError) {
    try self.init(
      path: path, parts: Self.parts(of: tensors, shardByteCount: shardByteCount, path: path),
      metadata: metadata)
  }

  /// A plan whose files also keep its digest, by which those of one and the same plan are known.
  ///
  /// - Parameters:
  ///   - declarations: As the tensors of the other plan, and how each is initialized.
  ///   - metadata: Texts to keep in each file, which say what generator and seed the values come from.
  /// - Throws: As the other does.
  package init(
    path: String, declarations: [TensorDeclaration], shardByteCount: Int? = nil,
    metadata: [String: String]
  ) throws(TensorInitError) {
    let parts = try Self.parts(
      of: declarations.map(\.spec), shardByteCount: shardByteCount, path: path)
    let digest = Self.digest(
      of: declarations, partCounts: parts.map(\.count), metadata: metadata)
    try self.init(
      path: path, parts: parts, metadata: metadata.merging([Self.digestKey: digest]) { $1 })
  }

  /// - Parameter parts: The tensors of each file.
  private init(
    path: String, parts: [[TensorSpec]], metadata: [String: String]
  ) throws(TensorInitError) {
    let format = try TensorFileFormat(path: path)
    let paths = Self.paths(path, count: parts.count)
    var shards: [Shard] = []
    var positions: [ExactName: Position] = [:]
    var byteCount = 0
    for (part, path) in zip(parts, paths) {
      let layout = try format.layout(of: part, metadata: metadata)
      for (index, tensor) in layout.tensors.enumerated() {
        positions[ExactName(tensor.name)] = Position(shard: shards.count, index: index)
      }
      byteCount = try TensorFileFormat.sum(byteCount, layout.byteCount)
      shards.append(Shard(path: path, layout: layout))
    }
    self.path = path
    self.shards = shards
    self.positions = positions
    self.byteCount = byteCount
    self.tensors = shards.flatMap(\.tensors)
    if shards.count > 1 {
      let text = try Self.indexText(of: shards, digest: metadata[Self.digestKey])
      let index = (path: Self.indexPath(path), text: Array(text.utf8))
      self.index = index
      self.paths = paths + [index.path]
    } else {
      index = nil
      self.paths = paths
    }
  }

  /// - Throws: `unknownName` where there is no tensor of this name.
  func position(of name: String) throws(TensorInitError) -> Position {
    guard let position = positions[ExactName(name)] else {
      throw Names.unknown(name, kind: "tensor", known: tensors.map(\.name))
    }
    return position
  }

  // MARK: Shards

  /// The tensors of each file.
  ///
  /// - Throws: `invalidArgument` for a name given twice and for what the format of a file of this path doesn't have,
  ///   `invalidShape` where there is no tensor of a shape.
  private static func parts(
    of tensors: [TensorSpec], shardByteCount: Int?, path: String
  ) throws(TensorInitError) -> [[TensorSpec]] {
    try TensorFileFormat(path: path).check(
      tensorCount: tensors.count, shardByteCount: shardByteCount)
    try Memory.require(tensors.count, ofBytes: Memory.bytesOfDescription)
    var names: Set<ExactName> = []
    var parts: [[TensorSpec]] = [[]]
    var room = shardByteCount ?? 0
    for tensor in tensors {
      guard names.insert(ExactName(tensor.name)).inserted else {
        throw .duplicateName(tensor.name)
      }
      let byteCount = try tensor.naming { () throws(TensorInitError) in try tensor.byteCount }
      if let shardByteCount, byteCount > room, !parts[parts.count - 1].isEmpty {
        parts.append([])
        room = shardByteCount
      }
      parts[parts.count - 1].append(tensor)
      room = max(0, room - byteCount)
    }
    return parts
  }

  private static func paths(_ path: String, count: Int) -> [String] {
    guard count > 1 else { return [path] }
    let parts = PathParts(path)
    return (1...count).map {
      parts.sibling(ShardName(stem: parts.stem, number: $0, count: count).text)
    }
  }

  // MARK: The index

  /// The path of the index of several files.
  static func indexPath(_ path: String) -> String { path + ".index.json" }

  private static func indexText(
    of shards: [Shard], digest: String?
  ) throws(TensorInitError) -> String {
    let lines = shards.flatMap { shard in
      let file = jsonText(PathParts(shard.path).name)
      return shard.tensors.map { ExactName("    \(jsonText($0.name)): \(file)") }
    }
    var total = 0
    for shard in shards {
      for tensor in shard.tensors { total += try tensor.byteCount }
    }
    let digestLine = digest.map { "    \"\(digestKey)\": \(jsonText($0)),\n" } ?? ""
    return """
      {
        "metadata": {
      \(digestLine)    "total_size": \(total)
        },
        "weight_map": {
      \(lines.sorted().map(\.text).joined(separator: ",\n"))
        }
      }

      """
  }
}

extension TensorSpec {
  /// What `body` gives; its faults become faults of this tensor.
  func naming<Result>(
    _ body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    do {
      return try body()
    } catch {
      throw Job.Place.name(name).naming(error)
    }
  }
}

/// The name of one of a checkpoint's files, `model-00001-of-00003.safetensors`.
struct ShardName {
  let stem: String
  let number: Int
  let count: Int

  var text: String {
    "\(stem)-\(Self.digits(number))-of-\(Self.digits(count)).\(TensorFileFormat.safetensors)"
  }

  private static func digits(_ number: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, 5 - text.count)) + text
  }
}

extension ShardName {
  /// `nil` where a name is of another form.
  init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 4, let stemEnd = parts.dropLast(3).last?.endIndex,
      let number = Int(String(Substring(parts[parts.count - 3]))),
      let count = Int(String(Substring(parts[parts.count - 1].prefix { $0 != UInt8(ascii: ".") })))
    else { return nil }
    self.init(stem: String(text[..<stemEnd]), number: number, count: count)
    guard ExactName(self.text) == ExactName(text) else { return nil }
  }
}
