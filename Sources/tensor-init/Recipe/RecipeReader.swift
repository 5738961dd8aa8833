import TensorInit

/// Reads a recipe and checks all of it, so that nothing is left to go wrong in the initialization.
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
struct RecipeReader {
  private let path: String
  private let algorithm: Generator.Algorithm
  private var tensors: [RecipeTensor] = []
  private var lineOfTensor: [ExactName: Int] = [:]
  private var byteCount = 0
  private var nameByteCount = 0

  private init(path: String, algorithm: Generator.Algorithm) {
    self.path = path
    self.algorithm = algorithm
  }

  /// The most tensors of a recipe; a range beyond is a slip of the pen.
  static let mostTensors = 1_000_000

  /// The most bytes of the names of all tensors, more than any file's header has room for.
  static let mostNameBytes = 1 << 28

  private static let mostBytes = 1 << 62

  /// - Throws: `fileFailure` where the file can't be read, `invalidContents` with line and column for
  ///   everything that is wrong in it.
  static func read(
    _ path: String, for algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Recipe {
    var reader = RecipeReader(path: path, algorithm: algorithm)
    return try reader.recipe(try YAMLValue(contentsOf: path))
  }

  private mutating func recipe(_ root: YAMLValue) throws(TensorInitError) -> Recipe {
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
      tensorsValue: tensors)
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
    let count = try shapeValue.locating { () throws(TensorInitError) in
      try shape.elementCount
    }
    let initializerText = try initializerValue.text("an initializer")
    let initializer = try initializerValue.locating { () throws(TensorInitError) in
      let initializer = try Initializer(initializerText)
      try initializer.check(shape: shape, dtype: dtype, for: algorithm)
      return initializer
    }
    let room = (names: Self.mostTensors - tensors.count, bytes: Self.mostNameBytes - nameByteCount)
    let names = try name.locating { () throws(TensorInitError) in
      try NameRanges.expand(pattern, within: room)
    }
    for tensorName in names {
      try add(
        RecipeTensor(
          entry: TensorSpec(name: tensorName, shape: shape, dtype: dtype),
          initializer: initializer, isBuffer: isBuffer),
        byteCount: count * dtype.byteCount, at: name)
    }
  }

  private mutating func add(
    _ tensor: RecipeTensor, byteCount: Int, at position: YAMLValue
  ) throws(TensorInitError) {
    let name = tensor.entry.name
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
    return try locating { () throws(TensorInitError) in try DType(named: name) }
  }
}
