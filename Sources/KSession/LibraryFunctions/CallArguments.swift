import TensorInit

extension KArguments {
  /// The arguments of a function that reaches tensors.
  ///
  /// `f(a;b)` is f applied to a list. The list is the arguments, unless it is an array itself: all
  /// numbers of one type, as in `random(0;0;9)`.
  var callArguments: [KValue] {
    switch self {
    case .bracketed(let items): items
    case .one(.list(let list)) where KValue.list(list).arrayShape == nil: list.items
    case .one(let argument): [argument]
    }
  }
}

/// What the first argument of an initializer reaches.
enum CallTarget {
  case tensor(Tensor)
  case vector(TensorVector)
  case dictionary(TensorDictionary)
  case holder(any NamedTensors)
  /// Nothing: a copy of the array is filled and returned.
  case array(KValue)

  init(_ value: KValue, function: String) throws(KError) {
    guard case .handle(let handle) = value else {
      self = .array(value)
      return
    }
    switch try handle.content(for: function) {
    case .tensor(let tensor): self = .tensor(tensor)
    case .vector(let vector): self = .vector(vector)
    case .dictionary(let dictionary): self = .dictionary(dictionary)
    case .holder(let holder, _): self = .holder(holder)
    }
  }
}

/// Which of the target's tensors, or of its tensor's parts, a call reaches.
enum CallSelector {
  case all
  case positions([Int])
  case names([String])

  init(_ value: KValue, function: String) throws(KError) {
    if let names = try value.names {
      self = .names(names)
    } else if let longs = value.array?.elements(Int64.self) {
      try Workspace.require(longs.count, of: Int.self)
      // What doesn't fit is out of any range.
      self = .positions(longs.map { Int(clamping: $0) })
    } else {
      throw KError("\(function): what selects is neither longs nor symbols")
    }
  }
}

/// Which functions read their arguments alike.
///
/// k has no labels: whether the second argument selects tensors or is the first option follows from its
/// type, from the number of arguments, and from what the first argument is. These are all the rules.
enum CallFamily {
  /// (x), (x; selector)
  case plain
  /// (x), (x; options..), (x; selector), (x; selector; options..)
  case distribution(options: Int)
  /// (x), (x; gain), (x; selector), (x; selector; gain)
  ///
  /// In the second place a long selects, so that a gain there has a decimal point; behind a selector,
  /// any number is the gain.
  case gained
  /// (x; value), (x; selector; value)
  case fill
  /// (x; fraction), (x; fraction; std), (x; selector; fraction), (x; selector; fraction; std)
  case sparse
  /// (x; options..), (x; selector; options..), the options in any order
  case kaiming

  /// How many options there may be.
  var maximumOptions: Int {
    switch self {
    case .plain: 0
    case .distribution(let options): options
    case .gained, .fill: 1
    case .sparse: 2
    case .kaiming: 3
    }
  }

  /// Whether the first of the arguments after `target` selects.
  func selects(_ rest: [KValue], in target: CallTarget) -> Bool {
    guard let second = rest.first else { return false }
    // Lists are never options, and neither are names but those that Kaiming's functions take.
    let isList = second.count != nil
    let isName = second.name != nil
    switch self {
    case .plain: return true
    // With every option given, what is left over selects. Where there are two options, as for the
    // normal distribution, that is more than three arguments: (x; selector; mean; std). Of exponential
    // and geometric, which have one, it is three: (x; selector; rate).
    case .distribution(let options): return isList || isName || rest.count > options
    case .gained: return isList || isName || second.isLong
    case .fill: return rest.count > 1
    // A fraction may be the whole number 1; alone it is the fraction, which is required.
    case .sparse: return isList || isName || second.isLong && rest.count > 1
    case .kaiming:
      if isList { return true }
      switch target {
      case .tensor, .vector: return second.isLong
      case .dictionary: return second.name.map { !KaimingOptions.isOption($0) } ?? false
      case .holder: return isName
      case .array: return false
      }
    }
  }
}

extension KValue {
  /// The names of a symbol or a list of symbols.
  var names: [String]? {
    get throws(KError) {
      guard let symbols = array?.elements(KSymbol.self) else { return nil }
      try Workspace.require(symbols.count, of: String.self)
      return symbols.map(\.name)
    }
  }

  /// The integer of an atom that is one, and not null.
  var integer: Int64? {
    get throws(KError) {
      guard case .atom(let atom) = self else { return nil }
      return try atom.longs?.first.flatMap { $0.isNull ? nil : $0 }
    }
  }

  /// The name of a symbol.
  var name: String? {
    if case .atom(let atom) = self { return atom.elements(KSymbol.self)?.first?.name }
    return nil
  }

  var isLong: Bool {
    if case .atom(let atom) = self { return atom.type == .long }
    return false
  }
}
