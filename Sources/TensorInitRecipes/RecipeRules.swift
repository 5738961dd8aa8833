import TensorInit

/// What a recipe says of tensors that don't say themselves how they are initialized: the first rule that is for one, or
/// else the initializer by default.
struct RecipeRules {
  /// Which tensors a rule is for, and how they are initialized.
  struct Rule {
    let names: RuleNames
    let shape: ShapePattern?
    let dtype: DType?
    let initializer: YAMLValue
    /// Rows that have other values.
    var rows: YAMLValue?
    let isOptional: Bool
    let place: Place
    var isUsed = false
    /// What its formulas gave, and was checked.
    var initializers: [Target: Initializer] = [:]

    /// The numbers in the tensor's name, if the rule is for it.
    func indices(in tensor: TensorSpec) -> RuleNames.Indices? {
      guard dtype == nil || dtype == tensor.dtype, shape?.matches(tensor.shape) ?? true else {
        return nil
      }
      return names.indices(in: tensor)
    }
  }

  /// What of a tensor makes a difference to how it is initialized.
  struct Target: Hashable {
    let shape: Shape
    let dtype: DType
    let numbers: [Int]
  }

  private var rules: [Rule]
  private let scope: Scope
  private let algorithm: Generator.Algorithm

  /// - Parameter standard: The initializer of what no rule is for.
  init(rules: [Rule], standard: YAMLValue?, scope: Scope, algorithm: Generator.Algorithm)
    throws(TensorInitError)
  {
    self.rules = rules
    if let standard {
      var room = 1
      self.rules.append(
        Rule(
          names: try RuleNames("*", areBuffers: false, in: scope, within: &room), shape: nil,
          dtype: nil,
          initializer: standard,
          isOptional: true, place: standard.place))
    }
    self.scope = scope
    self.algorithm = algorithm
  }

  /// Whether one of them is for a tensor.
  func reach(_ tensor: TensorSpec) -> Bool { rules.contains { $0.indices(in: tensor) != nil } }

  mutating func initializer(
    for tensor: TensorSpec, at place: Place
  ) throws(TensorInitError) -> Initializer {
    guard let (index, indices) = use(for: tensor) else {
      guard !rules.isEmpty else {
        throw place.fault("the tensor '\(tensor.name)' has no 'initializer'")
      }
      let kind = tensor.isBuffer ? "buffer" : "tensor"
      throw place.fault(
        "no rule is for the \(kind) '\(tensor.name)' of shape \(tensor.shape) and \(tensor.dtype)"
          + (tensor.isBuffer ? "; rules for buffers say buffer: true" : ""))
    }
    let rule = rules[index]
    let target = Target(
      shape: tensor.shape, dtype: tensor.dtype, numbers: indices.map(\.value))
    if let known = rule.initializers[target] { return known }
    var own = scope
    own.shape = tensor.shape
    own.indices = indices
    var initializer = try own.initializer(
      rule.initializer, for: tensor, isNamed: true, drawnFrom: algorithm)
    if let rows = rule.rows {
      initializer = try own.replacing(rows, in: initializer, of: tensor, drawnFrom: algorithm)
    }
    rules[index].initializers[target] = initializer
    return initializer
  }

  /// The rule that is for a tensor, of which it is noted, and the numbers in its name.
  @discardableResult
  mutating func use(for tensor: TensorSpec) -> (rule: Int, indices: RuleNames.Indices)? {
    for index in rules.indices {
      guard let indices = rules[index].indices(in: tensor) else { continue }
      rules[index].isUsed = true
      return (index, indices)
    }
    return nil
  }

  /// Those that were for no tensor and should have been.
  var unmatched: [Rule] { rules.filter { !$0.isUsed && !$0.isOptional } }

  /// - Throws: `invalidContents` where a rule that isn't optional was for no tensor, and for what is no initializer in
  ///   any other that none was made of.
  func requireUse() throws(TensorInitError) {
    if let rule = unmatched.first {
      throw rule.place.fault(
        "the rule '\(rule.names)' is for no tensor that an earlier one leaves; 'optional: true' would "
          + "allow that")
    }
    for rule in rules where rule.initializers.isEmpty {
      try rule.initializer.requireInitializer()
    }
  }
}

// MARK: - Reading

extension RecipeRules {
  /// Rules as a mapping of names' patterns, or as a list of mappings with the key `name`.
  static func read(_ value: YAMLValue, in scope: Scope) throws(TensorInitError) -> [Rule] {
    var rules: [Rule] = []
    var room = RecipeReader.mostTensors
    if case .sequence(let elements) = value.contents {
      for element in elements { rules.append(try rule(nil, element, in: scope, within: &room)) }
    } else {
      for (name, value) in try value.members("rules: patterns of names, each with an initializer") {
        rules.append(try rule(name, value, in: scope, within: &room))
      }
    }
    return rules
  }

  private static func rule(
    _ name: YAMLValue?, _ value: YAMLValue, in scope: Scope, within room: inout Int
  ) throws(TensorInitError) -> Rule {
    func names(
      _ name: YAMLValue?, areBuffers: Bool
    ) throws(TensorInitError) -> RuleNames {
      let text = try name?.text("a pattern of names") ?? "*"
      return try (name ?? value).place.locating { () throws(TensorInitError) in
        try RuleNames(text, areBuffers: areBuffers, in: scope, within: &room)
      }
    }
    if let name, case .scalar = value.contents {
      return Rule(
        names: try names(name, areBuffers: false), shape: nil, dtype: nil,
        initializer: value, isOptional: false, place: name.place)
    }
    let own = ["shape", "dtype", "buffer", "initializer", "rows", "optional"]
    let values = try value.values(ofKeys: name == nil ? ["name"] + own : own, in: "rule")
    let place = (name ?? value).place
    guard let initializer = values["initializer"] else {
      throw place.fault("the rule has no 'initializer'")
    }
    return Rule(
      names: try names(
        name ?? values["name"], areBuffers: try values["buffer"]?.boolean() ?? false),
      shape: try values["shape"].map { value throws(TensorInitError) in
        try ShapePattern(value, in: scope)
      },
      dtype: try values["dtype"]?.dtype(), initializer: initializer, rows: values["rows"],
      isOptional: try values["optional"]?.boolean() ?? false, place: place)
  }
}

/// A pattern of shapes: sizes, `*` for any one, and `...` for any number of them, once.
struct ShapePattern: Sendable {
  private enum Item: Sendable, Equatable {
    case size(Int)
    case any
    case some
  }

  private let items: [Item]

  init(_ value: YAMLValue, in scope: Scope) throws(TensorInitError) {
    var items: [Item] = []
    for (text, place) in try value.texts(
      "a list of sizes, * for any one and ... for any number, as in [*, d]")
    {
      switch text {
      case "*": items.append(.any)
      case "...":
        guard !items.contains(.some) else { throw place.fault("'...' is given twice") }
        items.append(.some)
      default:
        items.append(
          .size(try place.locating { () throws(TensorInitError) in try scope.integer(text) }))
      }
    }
    self.items = items
  }

  func matches(_ shape: Shape) -> Bool {
    func matches(_ items: ArraySlice<Item>, _ sizes: Slice<Shape>) -> Bool {
      items.count == sizes.count
        && zip(items, sizes).allSatisfy { item, size in
          if case .size(let expected) = item { expected == size } else { true }
        }
    }
    guard let gap = items.firstIndex(of: .some) else { return matches(items[...], shape[...]) }
    let after = items.count - gap - 1
    guard shape.count >= gap + after else { return false }
    return matches(items[..<gap], shape.prefix(gap))
      && matches(items[(gap + 1)...], shape.suffix(after))
  }
}
