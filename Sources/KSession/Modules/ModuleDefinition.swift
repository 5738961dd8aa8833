import TensorInit

/// A module as a k list describes it: `` (`linear;`fc;2;2) ``.
struct ModuleDefinition {
  let kind: String
  let name: String?
  private let options: [String: KValue]

  /// - Parameter items: The kind, a name or none, the options by their places, and in the end options by
  ///   their names: pairs such as `` (`bias;0b) ``, or a dictionary.
  init(_ items: [KValue]) throws(KError) {
    guard let kindName = items.first?.name else {
      throw KError("module: expected the kind of a module, as in enlist(`linear;2;2)")
    }
    guard let kind = ModuleKind.named[kindName] else {
      let known = ModuleKind.all.map { "`\($0.name)" }.joined()
      throw KError("module: `\(kindName) is not a kind of module; expected one of \(known)")
    }
    var rest = items.dropFirst()
    name = rest.first?.name
    if name != nil { rest = rest.dropFirst() }
    var options: [String: KValue] = [:]
    func set(_ option: String, _ value: KValue) throws(KError) {
      guard kind.options.contains(option), options[option] == nil else {
        throw KError(
          options[option] != nil
            ? "\(kindName): the option \(option) is given twice"
            : "\(kindName): \(option) is not an option; expected one of \(kind.optionNames)")
      }
      options[option] = value
    }
    for (place, value) in rest.enumerated() {
      if case .dictionary(let dictionary) = value, let names = try dictionary.keys.names {
        for (name, value) in zip(names, try dictionary.values.items) { try set(name, value) }
      } else if case .list(let pair) = value, pair.items.count == 2, let name = pair.items[0].name {
        try set(name, pair.items[1])
      } else if kind.options.indices.contains(place) {
        try set(kind.options[place], value)
      } else {
        throw KError(
          "\(kindName): \(Names.counted(rest.count, "option")); expected at most \(kind.options.count)"
        )
      }
    }
    self.kind = kindName
    self.options = options
  }

  /// An integer; what has no default is required.
  func integer(_ option: String, default: Int? = nil) throws(KError) -> Int {
    guard let value = options[option] else {
      guard let `default` else { throw KError("\(kind): the option \(option) is missing") }
      return `default`
    }
    guard let integer = try value.integer else {
      throw KError("\(kind): the option \(option) is not an integer")
    }
    return Int(integer)
  }

  /// How many layers lie on one another.
  func layerCount() throws(KError) -> Int {
    let count = try integer("layers", default: 1)
    // Each has up to four tensors in each of two directions. Those beyond the limit are refused later.
    try Workspace.require(tensorCount: max(0, min(count, 1 << 16)) * 8)
    return count
  }

  /// An integer, or `nil` where it isn't given.
  func optionalInteger(_ option: String) throws(KError) -> Int? {
    options[option] == nil ? nil : try integer(option)
  }

  /// One integer or several.
  func integers(_ option: String) throws(KError) -> [Int] {
    guard let value = options[option], value.count != nil else { return [try integer(option)] }
    guard let longs = try value.array?.longs, !longs.contains(where: \.isNull) else {
      throw KError("\(kind): the option \(option) is not a list of integers")
    }
    try Workspace.require(longs.count, of: Int.self)
    return longs.map { Int($0) }
  }

  func flag(_ option: String, default: Bool) throws(KError) -> Bool {
    guard let value = options[option] else { return `default` }
    guard case .atom(let atom) = value, let flag = (atom as? [Bool])?.first else {
      throw KError("\(kind): the option \(option) is not 0b or 1b")
    }
    return flag
  }

  func number(_ option: String, default: Double) throws(KError) -> Double {
    guard let value = options[option] else { return `default` }
    guard case .atom(let atom) = value, let number = try atom.numbers?.first else {
      throw KError("\(kind): the option \(option) is not a number")
    }
    return number
  }
}
