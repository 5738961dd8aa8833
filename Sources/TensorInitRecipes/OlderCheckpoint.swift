import TensorInit

/// A checkpoint whose tensors a recipe's take their values from: the key `from`, a file's name, or a mapping with the
/// keys `file` and `except`.
///
/// A tensor of more rows than it has there keeps those and draws the others. What `except` names is not taken.
struct OlderCheckpoint {
  private let reader: CheckpointReader
  private let file: YAMLValue
  /// Those that are not excepted.
  private var tensors: [ExactName: StoredTensor]
  /// The names of those that nothing was asked of yet.
  private var rest: Set<ExactName>

  /// - Parameter path: The recipe's, in whose folder the file is looked for.
  init(_ value: YAMLValue, besides path: String) throws(TensorInitError) {
    var file = value
    var except: YAMLValue?
    if case .mapping = value.contents {
      let values = try value.values(ofKeys: ["file", "except"], in: "from")
      guard let given = values["file"] else { throw value.fault("'from' has no 'file'") }
      (file, except) = (given, values["except"])
    }
    self.file = file
    let name = try file.text("a file's name")
    reader = try file.place.locating { () throws(TensorInitError) in
      try CheckpointReader(path: name.hasPrefix("/") ? name : PathParts(path).sibling(name))
    }
    tensors = Dictionary(
      reader.tensors.map { (ExactName($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    for (text, place) in try except?.texts("a list of patterns of names") ?? [] {
      let pattern = TensorPattern(text)
      let names = tensors.keys.filter {
        pattern.matches(TensorSpec(name: $0.text, shape: []))
      }
      guard !names.isEmpty else {
        throw place.fault("'\(text)' is the name of no other tensor in \(reader.path)")
      }
      for name in names { tensors[name] = nil }
    }
    rest = Set(tensors.keys)
  }

  /// The values of a tensor that the file has, and the others' for the rows that it lacks.
  ///
  /// - Parameter other: Makes the initializer of the whole tensor.
  /// - Returns: `nil` where the file doesn't have it.
  mutating func initializer(
    for spec: TensorSpec, drawnFrom algorithm: Generator.Algorithm,
    other: () throws(TensorInitError) -> Initializer
  ) throws(TensorInitError) -> Initializer? {
    let name = ExactName(spec.name)
    guard let stored = tensors[name] else { return nil }
    rest.remove(name)
    let values = Initializer.stored(stored, in: reader)
    let shape = stored.shape
    let hasMoreRows =
      shape.count == spec.shape.count && shape.count > 0 && shape[0] < spec.shape[0]
      && shape.dropFirst().elementsEqual(spec.shape.dropFirst())
    guard shape == spec.shape || hasMoreRows else {
      throw file.fault(
        "'\(spec.name)' has the shape \(shape) in \(reader.path); expected \(spec.shape), or fewer rows, or that "
          + "'except' names it")
    }
    do throws(TensorInitError) {
      try values.check(shape: shape, dtype: spec.dtype, for: algorithm)
    } catch {
      throw file.fault("'\(spec.name)': \(error)")
    }
    return hasMoreRows ? try other().replacing([RowValues(0..<shape[0], values)]) : values
  }

  /// The tensors that nothing was asked of, in the file's order.
  var unused: [StoredTensor] { reader.tensors.filter { rest.contains(ExactName($0.name)) } }

  /// The place in the recipe and the file's path, for faults.
  var place: Place { file.place }
  var path: String { reader.path }
}
