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
  /// The names that a tensor also has in the recipe, under which a file may have it.
  private let ties: Ties

  private var path: String { reader.path }
  /// Its files, the index among them.
  var paths: [String] { [reader.path] + reader.paths }

  /// - Parameter path: The recipe's, in whose folder the file is looked for.
  init(_ value: YAMLValue, besides path: String, _ ties: Ties) throws(TensorInitError) {
    self.ties = ties
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
  func has(_ name: String) -> Bool { stored(name) != nil }

  /// What the file has of a tensor, under its name or another that is tied to it.
  private func stored(_ name: String) -> StoredTensor? {
    tensors[ExactName(name)]
      ?? ties.names(of: name).lazy.compactMap { tensors[ExactName($0)] }.first
  }

  /// What the file has of a tensor; `nil` where that is nothing.
  mutating func values(
    for spec: TensorSpec, drawnFrom algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Kept? {
    guard let stored = stored(spec.name) else { return nil }
    unused.remove(ExactName(stored.name))
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
    let values: Initializer
    do throws(TensorInitError) {
      values = try Initializer.stored(stored, in: reader)
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
      for tensor in reader.tensors
      where unused.contains(ExactName(tensor.name)) && !isTied(tensor.name) {
        try place.locating { () throws(TensorInitError) in specs.append(try tensor.spec) }
      }
      return TensorList(path: path, tensors: specs)
    }
  }

  /// Whether the file has the tensor that this name is another name of.
  private func isTied(_ name: String) -> Bool {
    ties.target(of: name).map { tensors[ExactName($0)] != nil } ?? false
  }

  /// - Throws: `invalidContents` where something of the file would be lost.
  func requireUse() throws(TensorInitError) {
    for name in unused.sorted() {
      // A file may have a tensor under several tied names, and not under its own.
      if let target = ties.target(of: name.text).flatMap(stored),
        ExactName(target.name) != name, let stored = tensors[name]
      {
        let isEqual = try place.locating { () throws(TensorInitError) in
          try reader.haveEqualElements(stored, target)
        }
        if isEqual { continue }
        throw place.fault(
          "'\(name.text)' differs in \(path) from '\(target.name)', to which it is tied; 'except' would leave "
            + "it out")
      }
      throw place.fault(
        "'\(name.text)' in \(path) is no tensor of the model; 'except' would leave it out")
    }
  }
}
