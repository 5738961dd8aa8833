import TensorInit

/// A checkpoint whose tensors a recipe's take their values from: the key `from`, a file's name, or a mapping with the
/// keys `file` and `except`.
///
/// A tensor of more rows than it has there keeps those and draws the others. What `except` names is not taken.
struct OlderCheckpoint {
  private let reader: CheckpointReader
  /// Its place in the recipe.
  private let place: Place
  /// Those that are not excepted.
  private var tensors: [ExactName: StoredTensor]
  /// The names of those that nothing was asked of yet.
  private var unused: Set<ExactName>

  private var path: String { reader.path }

  /// - Parameter path: The recipe's, in whose folder the file is looked for.
  init(_ value: YAMLValue, besides path: String) throws(TensorInitError) {
    var file = value
    var except: YAMLValue?
    if case .mapping = value.contents {
      let values = try value.values(ofKeys: ["file", "except"], in: "from")
      guard let given = values["file"] else { throw value.fault("'from' has no 'file'") }
      (file, except) = (given, values["except"])
    }
    place = file.place
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
        throw place.fault(
          "'\(text)' is the name of no other tensor in \(reader.path)")
      }
      for name in names { tensors[name] = nil }
    }
    unused = Set(tensors.keys)
  }

  /// The values of a tensor's first rows.
  struct Kept {
    let values: Initializer
    let rows: Int
    /// Whether these are all of its rows.
    let isAll: Bool

    /// These values before those that another initializer gives the whole tensor.
    func over(_ other: Initializer) -> Initializer {
      isAll ? values : other.replacing([RowValues(0..<rows, values)])
    }
  }

  /// Whether the file has values of a tensor.
  func has(_ name: String) -> Bool { tensors[ExactName(name)] != nil }

  /// What the file has of a tensor; `nil` where that is nothing.
  mutating func values(
    for spec: TensorSpec, drawnFrom algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Kept? {
    let name = ExactName(spec.name)
    guard let stored = tensors[name] else { return nil }
    unused.remove(name)
    let (shape, wanted) = (stored.shape, spec.shape)
    let isAll = shape == wanted
    guard
      isAll
        || shape.count == wanted.count && shape.count > 0 && shape[0] < wanted[0]
          && shape.dropFirst().elementsEqual(wanted.dropFirst())
    else {
      throw place.fault(
        "'\(spec.name)' has the shape \(shape) in \(path); expected \(wanted) or fewer rows, or to be excepted"
      )
    }
    let values = Initializer.stored(stored, in: reader)
    do throws(TensorInitError) {
      try values.check(shape: shape, dtype: spec.dtype, for: algorithm)
    } catch {
      throw place.fault("'\(spec.name)': \(error)")
    }
    return Kept(values: values, rows: shape.first ?? 0, isAll: isAll)
  }

  /// The tensors that nothing was asked of yet.
  var others: TensorList {
    get throws(TensorInitError) {
      var specs: [TensorSpec] = []
      for tensor in reader.tensors where unused.contains(ExactName(tensor.name)) {
        try place.locating { () throws(TensorInitError) in specs.append(try tensor.spec) }
      }
      return TensorList(path: path, tensors: specs)
    }
  }

  /// - Throws: `invalidContents` where something of the file would be lost.
  func requireUse() throws(TensorInitError) {
    guard let name = unused.min() else { return }
    throw place.fault(
      "'\(name.text)' in \(path) is no tensor of the model; 'except' would leave it out")
  }
}
