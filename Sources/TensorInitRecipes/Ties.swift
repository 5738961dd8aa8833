import TensorInit

/// Tensors that are other ones under another name: files have them once, as libraries expect it.
struct Ties {
  private let ties: [(name: YAMLValue, target: YAMLValue)]
  private let names: Set<ExactName>

  init(_ value: YAMLValue?) throws(TensorInitError) {
    var ties: [(name: YAMLValue, target: YAMLValue)] = []
    var names: Set<ExactName> = []
    for (name, target) in try value?.members("names of tensors, each with that of another") ?? [] {
      let text = try name.text("a tensor's name")
      guard !text.isEmpty, !NameRanges.isPattern(text) else {
        throw name.fault("'\(text)' is no tensor's name; ranges stand in names of tensors alone")
      }
      names.insert(ExactName(text))
      _ = try target.text("a tensor's name")
      ties.append((name, target))
    }
    self.ties = ties
    self.names = names
  }

  func contains(_ name: String) -> Bool { names.contains(ExactName(name)) }

  /// The names as they are written.
  var texts: [(name: String, of: String)] {
    get throws(TensorInitError) {
      var texts: [(name: String, of: String)] = []
      for (name, target) in ties {
        texts.append((try name.text("a tensor's name"), try target.text("a tensor's name")))
      }
      return texts
    }
  }

  /// Finds out whether a model has what ties are to, and what is tied nowhere else.
  func check(
    against tensors: [TensorDeclaration], _ model: ModelTensors
  ) throws(TensorInitError) {
    let listed = Set(tensors.map { ExactName($0.spec.name) })
    for ((name, target), (nameText, targetText)) in zip(ties, try texts) {
      guard !listed.contains(ExactName(nameText)), !model.contains(nameText) else {
        throw name.fault(
          "'\(nameText)' is a tensor of its own; expected it to be one with '\(targetText)'")
      }
      guard !contains(targetText) else { throw target.fault("'\(targetText)' is tied itself") }
      guard !model.isStrict || model.contains(targetText) else {
        throw target.fault("there is no tensor '\(targetText)' to tie to")
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
    for (name, target) in ties {
      let nameText = try name.text("a tensor's name")
      let targetText = try target.text("a tensor's name")
      guard specs[ExactName(nameText)] == nil else {
        throw name.fault("'\(nameText)' is a tensor of its own; a tied one is in no file")
      }
      guard let spec = specs[ExactName(targetText)] else {
        throw target.fault(
          contains(targetText)
            ? "'\(targetText)' is tied itself" : "there is no tensor '\(targetText)' to tie to")
      }
      if let list {
        guard let other = others[ExactName(nameText)] else {
          throw name.fault("there is no tensor '\(nameText)' in \(list.path)")
        }
        guard other.shape == spec.shape else {
          throw name.fault(
            "'\(nameText)' has the shape \(other.shape); expected \(spec.shape), that of "
              + "'\(targetText)'")
        }
      }
      checked.append((nameText, targetText))
    }
    return checked
  }
}
