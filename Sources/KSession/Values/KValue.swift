/// A value of the session.
enum KValue {
  /// One element, kept as a list of one.
  case atom(any KArray)
  case vector(any KArray)
  case list(KList)
  indirect case dictionary(KDictionary)
  case function(KFunction)
  /// Tensors, or what holds them.
  case handle(KHandle)
  /// What functions give that give nothing.
  case null
}

/// A list whose items are any values.
struct KList {
  let items: [KValue]
  /// How deep lists are nested in it.
  let depth: Int

  /// Deeper lists can't be made, so that what walks through a list can be recursive.
  static let maximumDepth = 64

  /// The list without items.
  init() {
    items = []
    depth = 1
  }

  init(_ items: [KValue]) throws(KError) {
    self.items = items
    depth = 1 + (items.lazy.map(\.depth).max() ?? 0)
    if depth > Self.maximumDepth {
      throw KError("limit: lists nested deeper than \(Self.maximumDepth)")
    }
  }
}

extension KValue {
  static func atom<Element: KElement>(_ element: Element) -> KValue { .atom([element]) }

  static func symbol(_ name: String) -> KValue { .atom([KSymbol(name: name)]) }

  static func symbols(_ names: some Sequence<String>) -> KValue {
    .vector(names.map { KSymbol(name: $0) })
  }

  static var emptyList: KValue { .list(KList()) }

  fileprivate var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .dictionary(let dictionary): 1 + max(dictionary.keys.depth, dictionary.values.depth)
    default: 0
    }
  }

  /// A list of these items: a simple one where all are atoms of one type.
  static func listed(_ items: [KValue]) throws(KError) -> KValue {
    if let vector = simple(items) { return .vector(vector) }
    return .list(try KList(items))
  }

  private static func simple(_ items: [KValue]) -> (any KArray)? {
    guard case .atom(let first)? = items.first else { return nil }
    func gather<Element: KElement>(_: Element.Type) -> (any KArray)? {
      var elements: [Element] = []
      elements.reserveCapacity(items.count)
      for item in items {
        guard case .atom(let atom) = item, let atom = atom.elements(Element.self) else {
          return nil
        }
        elements.append(contentsOf: atom)
      }
      return elements
    }
    return gather(first.type.elementType)
  }

  /// The number of items; `nil` for what is no list.
  var count: Int? {
    switch self {
    case .vector(let array): array.count
    case .list(let list): list.items.count
    case .dictionary(let dictionary): dictionary.count
    case .atom, .function, .handle, .null: nil
    }
  }

  /// The items of a list; of anything else, itself alone.
  var items: [KValue] {
    switch self {
    case .vector(let array): (0..<array.count).map { .atom(array.picking(CollectionOfOne($0))) }
    case .list(let list): list.items
    case .dictionary(let dictionary): dictionary.values.items
    case .atom, .function, .handle, .null: [self]
    }
  }

  func matches(_ other: KValue) -> Bool {
    switch (self, other) {
    case (.atom(let first), .atom(let second)), (.vector(let first), .vector(let second)):
      first.matches(second)
    case (.list(let first), .list(let second)):
      first.items.count == second.items.count
        && zip(first.items, second.items).allSatisfy { $0.matches($1) }
    case (.dictionary(let first), .dictionary(let second)):
      first.keys.matches(second.keys) && first.values.matches(second.values)
    case (.function(let first), .function(let second)): first.name == second.name
    case (.handle(let first), .handle(let second)): first === second
    case (.null, .null): true
    default: false
    }
  }
}

extension KValue {
  /// What q's `type` gives: the negative of a list's for an atom.
  var typeNumber: Int16 {
    switch self {
    case .atom(let array): -array.type.number
    case .vector(let array): array.type.number
    case .list: 0
    case .dictionary: 99
    case .null: 101
    // Of code and data that come from outside.
    case .function, .handle: 112
    }
  }
}
