import TensorInit

/// What a recipe says of how a tensor is initialized, where it says it with the tensor; the rules say the rest.
struct TensorEntry {
  var initializer: YAMLValue?
  var rows: YAMLValue?
  var blocks: YAMLValue?
  var axis: YAMLValue?
  var groups: YAMLValue?
  let place: Place

  /// A tensor of which nothing is said.
  init(at place: Place) {
    self.place = place
  }

  init(_ values: [String: YAMLValue], at place: Place) throws(TensorInitError) {
    initializer = values["initializer"]
    rows = values["rows"]
    blocks = values["blocks"]
    axis = values["axis"]
    groups = values["groups"]
    self.place = place
    if blocks == nil {
      for (key, value) in [("axis", axis), ("groups", groups)] {
        if let value { throw value.fault("'\(key)' is for 'blocks'") }
      }
    } else if let initializer {
      throw initializer.fault("a tensor of blocks has no 'initializer' of its own")
    }
  }

  /// Whether it may differ between tensors of these ranges.
  func mentions(_ indices: Set<String>) throws(TensorInitError) -> Bool {
    guard rows == nil, let initializer else { return rows != nil }
    return try initializer.text("an initializer").mentions(indices)
  }
}
