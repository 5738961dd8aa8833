/// Reads a checkpoint, all of it or parts: a safetensors file, several by their index, or a file of NumPy's.
///
/// ```swift
/// let reader = try CheckpointReader(path: "model.safetensors.index.json")
/// for tensor in reader.tensors { print(tensor.name, tensor.shape, tensor.storedDType) }
/// let weight = try reader.tensor(named: "fc.weight")
/// ```
/// Every number of the files' headers is checked when they are opened: tensors neither overlap nor end after their
/// file. The files are opened again whenever elements are read; one that was replaced meanwhile is an error.
public final class CheckpointReader: Sendable {
  /// What was asked for.
  public let path: String
  /// The files that hold tensors, sorted by their names.
  public let paths: [String]
  /// The tensors in the order of their data, file by file.
  public let tensors: [StoredTensor]
  /// The texts that safetensors files keep besides, in the file's order; of several files, those that the ones
  /// before don't have.
  public let metadataTexts: [(key: String, value: String)]
  /// The same by their keys; of those that Swift's strings don't tell apart, the first.
  public var metadata: [String: String] {
    Dictionary(metadataTexts.map { ($0.key, $0.value) }) { first, _ in first }
  }
  /// Places in ``tensors``.
  private let places: [ExactName: Int]

  /// A reader of existing files, whose headers are read.
  ///
  /// By an index, the tensors are all those of the files that it names, as transformers loads them, also such as it
  /// doesn't list.
  ///
  /// - Parameter path: A name that ends in `.safetensors`, `.npz`, `.npy`, or `.index.json` for the index of a
  ///   checkpoint of several files.
  /// - Throws: `fileFailure` where a file is missing, can't be read or is of another form, where two files have a
  ///   tensor of one name, or one lacks a tensor that the index says it has; `invalidArgument` for a path of another
  ///   kind, or with the character NUL.
  public init(path: String) throws(TensorInitError) {
    try PathParts.check(path)
    guard Self.canRead(path) else { throw Self.otherKind(path) }
    self.path = path
    let index =
      CheckpointIndex.isIndex(path) ? try CheckpointIndex(contentsOf: path) : nil
    paths = index?.paths ?? [path]
    var tensors: [StoredTensor] = []
    var texts: [(key: String, value: String)] = []
    var keys: Set<ExactName> = []
    var places: [ExactName: Int] = [:]
    for path in paths {
      let contents = try TensorFileContents(ofFile: path)
      for tensor in contents.tensors {
        if let other = places.updateValue(tensors.count, forKey: ExactName(tensor.name)) {
          throw .fileFailure(
            path: self.path, operation: "read",
            reason: "there is a tensor '\(tensor.name)' in \(tensors[other].path) and in \(path)")
        }
        tensors.append(tensor)
      }
      texts += contents.metadata.filter { keys.insert(ExactName($0.key)).inserted }
    }
    try index?.check { name in places[name].map { tensors[$0].path } }
    self.tensors = tensors
    self.places = places
    metadataTexts = texts
  }

  /// Whether a file is of a kind that it reads, by its name.
  static func canRead(_ path: String) -> Bool {
    CheckpointIndex.isIndex(path)
      || TensorFileFormat(rawValue: PathParts(path).fileExtension.lowercased()) != nil
  }

  /// - Parameter others: What else could be read.
  static func otherKind(_ path: String, besides others: String = "") -> TensorInitError {
    .invalidArgument(
      argument: "the name", given: "'\(path)'",
      expected: "one that ends in .safetensors, .npz, .npy or .index.json\(others)")
  }

  /// The tensor whose name has these bytes, as its file describes it.
  public subscript(name: String) -> StoredTensor? { places[ExactName(name)].map { tensors[$0] } }

  /// The tensor of this name, read into memory of its own.
  ///
  /// - Throws: `unknownName` where there is none; `unsupportedDType` where the library has no arithmetic for its dtype;
  ///   `invalidShape` for one without elements of impossible sizes; `outOfMemory`; `fileFailure` where reading fails.
  public func tensor(named name: String) throws(TensorInitError) -> Tensor {
    guard let stored = self[name] else {
      throw Names.unknown(name, kind: "tensor", known: tensors.map(\.name))
    }
    let spec = try stored.spec
    let tensor = try spec.naming { () throws(TensorInitError) in
      try Tensor(uninitialized: spec.shape, dtype: spec.dtype)
    }
    try stored.data.checkSum()
    try read(
      0..<tensor.count, of: stored,
      into: UnsafeMutableRawBufferPointer(start: tensor.baseAddress, count: tensor.byteCount))
    withExtendedLifetime(tensor) {}
    return tensor
  }

  /// Reads some of a tensor's elements, by their numbers in row-major order; any thread may, at the same time as others.
  ///
  /// - Parameters:
  ///   - elements: Numbers of elements of the tensor.
  ///   - tensor: One of ``tensors``.
  ///   - bytes: Where they are written, from the first byte on; it has room for them.
  /// - Throws: `unsupportedDType` where the library has no arithmetic for its dtype; `invalidArgument` for elements that
  ///   it doesn't have or memory that is too small; `fileFailure` where reading fails.
  public func read(
    _ elements: Range<Int>, of tensor: StoredTensor, into bytes: UnsafeMutableRawBufferPointer
  ) throws(TensorInitError) {
    let dtype = try tensor.spec.dtype
    let size = dtype.byteCount
    try tensor.check(elements, of: tensor.byteCount / size, "elements")
    let range = elements.lowerBound * size..<elements.upperBound * size
    try read(bytes: range, of: tensor, into: bytes)
    if dtype == .bool {
      // A Bool of another bit pattern than 0 or 1 would be undefined.
      for index in 0..<range.count where bytes[index] > 1 { bytes[index] = 1 }
    }
  }

  /// Reads some of the bytes of a tensor's elements, little-endian and row-major whatever the file has, also of a dtype
  /// that the library has no arithmetic for.
  ///
  /// - Parameters:
  ///   - range: Bytes in 0..<``StoredTensor/byteCount``.
  ///   - tensor: One of ``tensors``.
  ///   - bytes: Where they are written, from the first byte on; it has room for them.
  /// - Throws: `invalidArgument` for bytes that it doesn't have or memory that is too small; `fileFailure` where reading
  ///   fails.
  public func read(
    bytes range: Range<Int>, of tensor: StoredTensor, into bytes: UnsafeMutableRawBufferPointer
  ) throws(TensorInitError) {
    try tensor.check(range, of: tensor.byteCount, "bytes")
    guard bytes.count >= range.count else {
      throw .inTensor(
        "'\(tensor.name)'",
        .invalidArgument(
          argument: "the memory", given: Names.counted(bytes.count, "byte"),
          expected: "room for \(Names.counted(range.count, "byte"))"))
    }
    guard !range.isEmpty else { return }
    try tensor.data.read(
      range, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<range.count]))
  }
}

extension CheckpointReader {
  /// Whether two tensors have the same shape, dtype and bytes.
  package func haveEqualElements(
    _ first: StoredTensor, _ second: StoredTensor
  ) throws(TensorInitError) -> Bool {
    guard first.isAlike(second) else { return false }
    let room = min(first.byteCount, 1 << 20)
    let storage = (try Storage(byteCount: room), try Storage(byteCount: room))
    for start in stride(from: 0, to: first.byteCount, by: max(1, room)) {
      let part = start..<min(start + room, first.byteCount)
      let bytes = (
        UnsafeMutableRawBufferPointer(start: storage.0.base, count: part.count),
        UnsafeMutableRawBufferPointer(start: storage.1.base, count: part.count)
      )
      try read(bytes: part, of: first, into: bytes.0)
      try read(bytes: part, of: second, into: bytes.1)
      guard UnsafeRawBufferPointer(bytes.0).areEqual(to: UnsafeRawBufferPointer(bytes.1)) else {
        return false
      }
    }
    withExtendedLifetime(storage) {}
    return true
  }
}

extension StoredTensor {
  fileprivate func check(
    _ range: Range<Int>, of count: Int, _ argument: String
  ) throws(TensorInitError) {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      throw .inTensor(
        "'\(name)'",
        .invalidArgument(
          argument: argument, given: "\(range)", expected: "a range in 0..<\(count)"))
    }
  }
}

extension TensorFileContents {
  fileprivate init(ofFile path: String) throws(TensorInitError) {
    let format = try TensorFileFormat(path: path)
    let stored = try StoredFile(path: path)
    self = try stored.open { file throws(TensorInitError) in
      switch format {
      case .safetensors: try TensorFileContents(ofSafetensors: file, stored: stored)
      case .npz: try TensorFileContents(ofNPZ: file, stored: stored)
      case .npy: try TensorFileContents(ofNPY: file, stored: stored)
      }
    }
  }
}

extension TensorDictionary {
  /// The tensors of a checkpoint in the order of their data.
  ///
  /// - Throws: As ``CheckpointReader`` does, also for a tensor of a dtype that the library doesn't have.
  public init(contentsOf path: String) throws(TensorInitError) {
    let reader = try CheckpointReader(path: path)
    self.init()
    for tensor in reader.tensors { self[tensor.name] = try reader.tensor(named: tensor.name) }
  }
}

extension Tensor {
  /// A tensor of a checkpoint, read into memory of its own: the only one, as in an npy file, or that of a name.
  ///
  /// ```swift
  /// let images = try Tensor(contentsOf: "images.npy")
  /// let weight = try Tensor(contentsOf: "model.safetensors", named: "fc.weight")
  /// ```
  ///
  /// - Parameters:
  ///   - path: As of ``CheckpointReader``.
  ///   - name: The tensor's name; `nil` for the only one that there is. That of an npy file's is the file's, without the
  ///     extension.
  /// - Throws: As ``CheckpointReader`` does, also for a dtype that the library doesn't have; `unknownName` where there is
  ///   no tensor of the name, `invalidArgument` without a name where there is not exactly one.
  public init(contentsOf path: String, named name: String? = nil) throws(TensorInitError) {
    let reader = try CheckpointReader(path: path)
    if let name {
      self = try reader.tensor(named: name)
      return
    }
    guard let only = reader.tensors.first, reader.tensors.count == 1 else {
      let names = reader.tensors.map { "'\($0.name)'" }
      throw .invalidArgument(
        argument: "the tensor's name", given: "missing",
        expected: names.isEmpty
          ? "a file with a tensor, as \(path) has none"
          : "one of the \(names.count) in \(path): \(Names.list(names))")
    }
    self = try reader.tensor(named: only.name)
  }
}
