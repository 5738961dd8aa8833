import TensorInit

/// Tensors that are other ones under another name: files have them once, as libraries expect it.
struct Ties {
  private var ties: [(name: String, target: String, place: Place, targetPlace: Place)] = []
  private var namesOfTarget: [ExactName: [String]] = [:]
  private var targets: [ExactName: String] = [:]

  /// - Throws: `invalidContents` where ranges in the names are malformed.
  init(_ value: YAMLValue?, in scope: Scope) throws(TensorInitError) {
    for (name, target) in try value?.members("names of tensors, each with that of another") ?? [] {
      let text = try name.text("a tensor's name")
      let targetText = try target.text("a tensor's name")
      let room = (
        names: RecipeReader.mostTensors - ties.count, bytes: RecipeReader.mostNameBytes
      )
      let expansions = try name.place.locating { () throws(TensorInitError) in
        try NameRanges.expand(text, in: scope, within: room)
      }
      for expansion in expansions {
        var inner = scope
        inner.indices = expansion.indices
        let found = try target.place.locating { () throws(TensorInitError) in
          try NameRanges.expand(
            targetText, in: inner,
            within: (RecipeReader.mostTensors, RecipeReader.mostNameBytes))
        }
        guard found.count == 1 else {
          throw target.fault("'\(targetText)' is \(found.count) tensors; expected one to tie to")
        }
        guard !expansion.name.isEmpty, !contains(expansion.name) else {
          throw name.fault(
            expansion.name.isEmpty
              ? "'' is no tensor's name" : "'\(expansion.name)' is tied twice")
        }
        ties.append((expansion.name, found[0].name, name.place, target.place))
        targets[ExactName(expansion.name)] = found[0].name
        namesOfTarget[ExactName(found[0].name), default: []].append(expansion.name)
      }
    }
  }

  func contains(_ name: String) -> Bool { targets[ExactName(name)] != nil }

  /// The other names of a tensor.
  func names(of target: String) -> [String] { namesOfTarget[ExactName(target)] ?? [] }

  /// The tensor that a name is another name of.
  func target(of name: String) -> String? { targets[ExactName(name)] }

  /// The names of each.
  var pairs: [(name: String, of: String)] { ties.map { ($0.name, $0.target) } }

  /// Finds out whether a model has what ties are to, and what is tied nowhere else.
  func check(
    against tensors: [TensorDeclaration], _ model: ModelTensors
  ) throws(TensorInitError) {
    let listed = Set(tensors.map { ExactName($0.spec.name) })
    for (name, target, place, targetPlace) in ties {
      guard !listed.contains(ExactName(name)), !model.contains(name) else {
        throw place.fault(
          "'\(name)' is a tensor of its own; expected it to be one with '\(target)'")
      }
      guard !contains(target) else { throw targetPlace.fault("'\(target)' is tied itself") }
      guard !model.isStrict || model.contains(target) else {
        throw targetPlace.fault("there is no tensor '\(target)' to tie to")
      }
    }
  }

  /// The ties, each to a tensor that there is.
  ///
  /// - Parameter list: Tensors from elsewhere, whose shapes the tied ones have.
  func checked(
    against tensors: [TensorDeclaration], _ list: TensorList?
  ) throws(TensorInitError) -> [(name: String, of: String)] {
    guard !ties.isEmpty else { return [] }
    let specs = Dictionary(
      tensors.map { (ExactName($0.spec.name), $0.spec) }, uniquingKeysWith: { first, _ in first })
    let others = Dictionary(
      (list?.tensors ?? []).map { (ExactName($0.name), $0) },
      uniquingKeysWith: { first, _ in first })
    var checked: [(name: String, of: String)] = []
    for (name, target, place, targetPlace) in ties {
      guard specs[ExactName(name)] == nil else {
        throw place.fault("'\(name)' is a tensor of its own; a tied one is in no file")
      }
      guard let spec = specs[ExactName(target)] else {
        throw targetPlace.fault(
          contains(target)
            ? "'\(target)' is tied itself" : "there is no tensor '\(target)' to tie to")
      }
      // A file mostly lacks it.
      if let other = others[ExactName(name)], other.shape != spec.shape {
        throw place.fault(
          "'\(name)' has the shape \(other.shape); expected \(spec.shape), that of '\(target)'")
      }
      checked.append((name, target))
    }
    return checked
  }
}
