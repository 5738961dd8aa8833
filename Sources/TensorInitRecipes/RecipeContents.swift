import TensorInit

/// The keys of a recipe, of which the values are not read yet.
struct RecipeContents {
  let root: YAMLValue
  let name: YAMLValue?
  let dtype: YAMLValue?
  let seed: YAMLValue?
  let vars: YAMLValue?
  let sizes: YAMLValue?
  let size: YAMLValue?
  /// How tensors are initialized of which nothing else says it.
  let initializer: YAMLValue?
  let tensors: YAMLValue?
  let rules: YAMLValue?
  /// A checkpoint whose values are kept.
  let from: YAMLValue?
  /// The names of buffers among tensors from elsewhere.
  let buffers: YAMLValue?
  let tie: YAMLValue?

  /// - Throws: `invalidContents` for other keys. What stands under `anchors` is for aliases alone.
  init(_ root: YAMLValue) throws(TensorInitError) {
    let keys = [
      "name", "dtype", "seed", "vars", "sizes", "size", "initializer", "tensors", "rules", "tie",
      "from", "buffers", "anchors",
    ]
    let values = try root.values(ofKeys: keys, in: "recipe")
    self.root = root
    name = values["name"]
    dtype = values["dtype"]
    seed = values["seed"]
    vars = values["vars"]
    sizes = values["sizes"]
    size = values["size"]
    initializer = values["initializer"]
    tensors = values["tensors"]
    rules = values["rules"]
    from = values["from"]
    buffers = values["buffers"]
    tie = values["tie"]
  }

  var tensorsPlace: Place { (tensors ?? root).place }

  /// The recipe's variables, of the size that is chosen and with what the caller sets.
  func variables(
    setting settings: [String: String]
  ) throws(TensorInitError) -> RecipeVariables {
    var declarations: [(name: String, formula: String, place: Place)] = []
    func add(_ mapping: YAMLValue) throws(TensorInitError) {
      for (name, formula) in try mapping.members("variables and their values") {
        declarations.append(
          (
            try name.text("a variable's name"), try formula.text("a number or a formula"),
            formula.place
          ))
      }
    }
    if let vars { try add(vars) }
    if let chosen = try chosenSize(settings["size"]) { try add(chosen) }
    let known = try Set(declarations.map(\.name)).union(otherVariables())
    for (name, formula) in settings.sorted(by: { $0.key < $1.key }) where name != "size" {
      guard known.contains(name) else {
        _ = try Names.find(name, among: known.sorted(), kind: "variable of the recipe") { [$0] }
        throw TensorInitError.unknownName(
          kind: "variable of the recipe", given: name, nearest: nil, known: known.sorted())
      }
      declarations.append(
        (name, formula, Place(path: "the setting \(name)=\(formula)", line: 1, column: 1)))
    }
    return try RecipeVariables(declarations)
  }

  /// The variables of the size that is chosen.
  private func chosenSize(_ setting: String?) throws(TensorInitError) -> YAMLValue? {
    guard let sizes else {
      if let setting {
        throw root.fault("the recipe has no 'sizes', of which '\(setting)' would be one")
      }
      if let size { throw size.fault("the recipe has no 'sizes'") }
      return nil
    }
    let members = try sizes.members("sizes by their names")
    var names: [String] = []
    for (name, _) in members { names.append(try name.text("a size's name")) }
    let chosen: String
    if let setting {
      chosen = setting
    } else if let size {
      chosen = try size.text("the name of a size")
    } else {
      throw sizes.fault(
        "expected the key 'size' with the standard one, or a choice: size=\(names.first ?? "")")
    }
    guard let index = names.firstIndex(where: { ExactName($0) == ExactName(chosen) }) else {
      let fault = TensorInitError.unknownName(
        kind: "size", given: chosen, nearest: nil, known: names)
      throw (setting == nil ? size ?? sizes : sizes).fault(fault.description)
    }
    return members[index].value
  }

  /// The variables of all sizes, which a caller may set.
  private func otherVariables() throws(TensorInitError) -> Set<String> {
    var names: Set<String> = []
    for (_, size) in try sizes?.members("sizes by their names") ?? [] {
      for (name, _) in try size.members("variables and their values") {
        names.insert(try name.text("a variable's name"))
      }
    }
    return names
  }
}
