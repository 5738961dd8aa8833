/// A list whose items are any values.
struct KList {
  private(set) var items: [KValue] = []
  /// How deep values are nested in it.
  private(set) var depth = 1
  /// The bytes that it takes with all that is in it.
  private(set) var byteCount = overhead

  /// What an array takes besides its elements.
  static let overhead = 48

  /// The list without items.
  init() {}

  /// An empty list with room for so many atoms.
  init(capacity count: Int) throws(KError) {
    let (byteCount, overflow) = count.multipliedReportingOverflow(
      by: MemoryLayout<KValue>.stride + Self.overhead)
    try Workspace.require(byteCount: overflow ? .max : byteCount)
    items.reserveCapacity(count)
  }

  init(_ items: some Collection<KValue>) throws(KError) {
    try self.init(capacity: items.count)
    for item in items { try append(item) }
  }

  /// The elements of a simple list as atoms.
  init(_ array: any KArray) throws(KError) {
    try self.init(capacity: array.count)
    for position in 0..<array.count { try append(.atom(array.picking(position))) }
  }

  mutating func append(_ item: KValue) throws(KError) {
    depth = max(depth, 1 + item.depth)
    byteCount += MemoryLayout<KValue>.stride + item.byteCount
    try Workspace.check(depth: depth, byteCount: byteCount)
    items.append(item)
  }
}

extension KList {
  /// A simple list where all items are atoms of one type.
  var simplified: KValue {
    get throws(KError) {
      guard case .atom(let first)? = items.first else { return .list(self) }
      func vector<Element: KElement>(_: Element.Type) throws(KError) -> KValue? {
        try Workspace.require(items.count, of: Element.self)
        var elements: [Element] = []
        elements.reserveCapacity(items.count)
        for item in items {
          guard case .atom(let atom) = item, let atom = atom.elements(Element.self) else {
            return nil
          }
          elements += atom
        }
        return .vector(elements)
      }
      return try vector(first.type.elementType) ?? .list(self)
    }
  }
}

extension KValue {
  /// How deep lists and dictionaries are nested in it.
  var depth: Int {
    switch self {
    case .list(let list): list.depth
    case .dictionary(let dictionary): dictionary.depth
    case .atom, .vector, .function, .handle, .null: 0
    }
  }

  /// The bytes that it takes with all that is in it, an element having at least those of a number.
  var byteCount: Int {
    switch self {
    case .atom: KList.overhead
    case .vector(let array): KList.overhead + array.byteCount
    case .list(let list): list.byteCount
    case .dictionary(let dictionary): dictionary.byteCount
    case .function, .handle, .null: 0
    }
  }
}
