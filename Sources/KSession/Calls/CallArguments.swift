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

  var isListOfLongs: Bool {
    if case .vector(let array) = self { return array.type == .long }
    return false
  }
}
