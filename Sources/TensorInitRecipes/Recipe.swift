public import TensorInit

/// A model's tensors and how each is initialized, as a YAML file says it.
///
/// ```yaml
/// name: two-layers
/// dtype: float32
/// seed: 42
/// tensors:
///   layers.{0..1}.weight: {shape: [64, 64], initializer: xavier_uniform}
///   layers.{0..1}.bias: {shape: [64], initializer: zeros, dtype: float64}
///   steps: {shape: [], initializer: zeros, dtype: int64, buffer: true}
/// ```
///
/// A checkpoint of it, as the command makes it:
///
/// ```swift
/// let recipe = try Recipe(contentsOf: "two-layers.yaml")
/// let writer = try CheckpointWriter(
///   path: "two-layers.safetensors", tensors: recipe.tensors.map(\.spec))
/// try writer.write(recipe.tensors, using: Generator(seed: recipe.seed ?? 0))
/// try writer.commit()
/// ```
public struct Recipe: Sendable {
  /// The file.
  public let path: String
  /// The name in the file, else that of the file without its extension.
  public let name: String
  public let seed: UInt64?
  /// The tensors in the order of the file, their initializers checked against their shapes and dtypes.
  public let tensors: [TensorDeclaration]
  /// The size of all tensors in bytes.
  public let byteCount: Int
  /// Where the tensors stand in the file, for faults of all of them.
  package let tensorsPlace: Place

  /// Reads a recipe and checks all of it, so that nothing is left to go wrong in the initialization.
  ///
  /// - Parameters:
  ///   - path: The file's name.
  ///   - algorithm: The generator that the tensors are to draw from, as some have no form of an initializer.
  /// - Throws: `fileFailure` where the file can't be read, `invalidContents` with line and column for
  ///   everything that is wrong in it.
  public init(
    contentsOf path: String, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    try self.init(text: TextFile.text(contentsOf: path), path: path, for: algorithm)
  }

  /// Reads a recipe from a text, as from a file of this name, which need not exist.
  public init(
    text: String, path: String, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    var reader = RecipeReader(algorithm: algorithm)
    self = try reader.recipe(try YAMLValue(text: text, path: path), path: path)
  }

  fileprivate init(
    path: String, name: String, seed: UInt64?, tensors: [TensorDeclaration], byteCount: Int,
    tensorsPlace: Place
  ) {
    self.path = path
    self.name = name
    self.seed = seed
    self.tensors = tensors
    self.byteCount = byteCount
    self.tensorsPlace = tensorsPlace
  }

  /// The elements of all tensors that are not buffers.
  public var parameterCount: Int { count { !$0.isBuffer } }
  /// The elements of all buffers.
  public var bufferCount: Int { count(\.isBuffer) }

  private func count(_ isCounted: (TensorSpec) -> Bool) -> Int {
    tensors.map(\.spec).filter(isCounted).reduce(0) { $0 + ((try? $1.shape.elementCount) ?? 0) }
  }
}

/// Gathers the tensors of a recipe.
struct RecipeReader {
  private let algorithm: Generator.Algorithm
  private var tensors: [TensorDeclaration] = []
  private var lineOfTensor: [ExactName: Int] = [:]
  private var byteCount = 0
  private var nameByteCount = 0

  fileprivate init(algorithm: Generator.Algorithm) {
    self.algorithm = algorithm
  }

  /// The most tensors of a recipe; a range beyond is a slip of the pen.
  static let mostTensors = 1_000_000

  /// The most bytes of the names of all tensors, more than any file's header has room for.
  static let mostNameBytes = 1 << 28

  private static let mostBytes = 1 << 62

  fileprivate mutating func recipe(
    _ root: YAMLValue, path: String
  ) throws(TensorInitError) -> Recipe {
    let values = try root.values(ofKeys: ["name", "dtype", "seed", "tensors"], in: "recipe")
    let dtype = try values["dtype"]?.dtype() ?? .float32
    let name = try values["name"]?.text("a name") ?? Self.stem(of: path)
    let seed = try values["seed"]?.integer("a seed, 0 to 2^64 - 1", as: UInt64.self)
    guard let tensors = values["tensors"] else { throw root.fault("the recipe has no 'tensors'") }
    for (name, value) in try tensors.members("tensors by their names") {
      guard try name.text("a tensor's name") != "<<" else {
        throw name.fault("'<<' merges into the mapping of a tensor, not into that of all tensors")
      }
      try addTensors(named: name, value, dtype: dtype)
    }
    if self.tensors.isEmpty { throw tensors.fault("the recipe has no tensors") }
    return Recipe(
      path: path, name: name, seed: seed, tensors: self.tensors, byteCount: byteCount,
      tensorsPlace: tensors.place)
  }

  private mutating func addTensors(
    named name: YAMLValue, _ value: YAMLValue, dtype standardDType: DType
  ) throws(TensorInitError) {
    let pattern = try name.text("a tensor's name")
    let keys = ["shape", "initializer", "dtype", "buffer"]
    let values = try value.values(ofKeys: keys, in: "tensor")
    guard let shapeValue = values["shape"] else {
      throw name.fault("the tensor '\(pattern)' has no 'shape'")
    }
    guard let initializerValue = values["initializer"] else {
      throw name.fault("the tensor '\(pattern)' has no 'initializer'")
    }
    let dtype = try values["dtype"]?.dtype() ?? standardDType
    let isBuffer = try values["buffer"]?.boolean() ?? false
    let shape = Shape(try shapeValue.integers("a list of sizes, as in [768, 3072]"))
    let count = try shapeValue.place.locating { () throws(TensorInitError) in
      try shape.elementCount(of: dtype)
    }
    let initializerText = try initializerValue.text("an initializer")
    let initializer = try initializerValue.place.locating { () throws(TensorInitError) in
      let initializer = try Initializer(initializerText)
      try initializer.check(shape: shape, dtype: dtype, for: algorithm)
      return initializer
    }
    let room = (names: Self.mostTensors - tensors.count, bytes: Self.mostNameBytes - nameByteCount)
    let names = try name.place.locating { () throws(TensorInitError) in
      try NameRanges.expand(pattern, within: room)
    }
    for tensorName in names {
      try add(
        TensorDeclaration(
          TensorSpec(name: tensorName, shape: shape, dtype: dtype, isBuffer: isBuffer),
          initializer),
        byteCount: count * dtype.byteCount, at: name)
    }
  }

  private mutating func add(
    _ tensor: TensorDeclaration, byteCount: Int, at position: YAMLValue
  ) throws(TensorInitError) {
    let name = tensor.spec.name
    if name.isEmpty { throw position.fault("'' can't be a tensor's name") }
    if let line = lineOfTensor.updateValue(position.place.line, forKey: ExactName(name)) {
      throw position.fault("the tensor '\(name)' is given twice, first in line \(line)")
    }
    let (sum, overflow) = self.byteCount.addingReportingOverflow(byteCount)
    // Half of the largest file leaves room for whatever a format adds.
    if overflow || sum > Self.mostBytes {
      throw position.fault("all tensors together are larger than 2^62 bytes")
    }
    self.byteCount = sum
    nameByteCount += name.utf8.count
    tensors.append(tensor)
  }

  private static func stem(of path: String) -> String {
    let parts = PathParts(path)
    return parts.stem.isEmpty ? parts.name : parts.stem
  }
}

extension YAMLValue {
  fileprivate func dtype() throws(TensorInitError) -> DType {
    let name = try text("a dtype")
    return try place.locating { () throws(TensorInitError) in try DType(named: name) }
  }
}
