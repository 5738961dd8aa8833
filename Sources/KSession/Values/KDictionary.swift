import TensorInit

/// Keys and the values that belong to them, in order.
struct KDictionary {
  let keys: KValue
  let values: KValue
  /// How deep values are nested in it.
  let depth: Int
  /// The bytes that it takes with all that is in it.
  let byteCount: Int
  private let positions: KeyPositions

  init(keys: KValue, values: KValue) throws(KError) {
    guard let keyCount = keys.count else { throw KError("type: the keys of ! are not a list") }
    guard let valueCount = values.count else {
      throw KError("type: the values of ! are not a list")
    }
    guard keyCount == valueCount else {
      throw KError(
        "length: ! has \(Names.counted(keyCount, "key")) and "
          + "\(Names.counted(valueCount, "value"))")
    }
    self.keys = keys
    self.values = values
    positions = KeyPositions(keys)
    depth = 1 + max(keys.depth, values.depth)
    byteCount = keys.byteCount + values.byteCount
    try Workspace.check(depth: depth, byteCount: byteCount)
  }

  var count: Int { keys.count ?? 0 }

  /// The place of a key, or `nil` where it isn't there.
  func position(of key: KValue) throws(KError) -> Int? { try positions[key] }
}

/// Where the keys of a dictionary are, found without going through all of them for each.
private final class KeyPositions {
  private let keys: KValue
  /// `nil` until the first key is looked for.
  private var table: [KValue: Int]?

  init(_ keys: KValue) {
    self.keys = keys
  }

  subscript(key: KValue) -> Int? {
    get throws(KError) {
      if let table { return table[key] }
      let made = try makeTable()
      table = made
      return made[key]
    }
  }

  private func makeTable() throws(KError) -> [KValue: Int] {
    let keys = try keys.items
    // A hash table has up to three times the room of what is in it.
    try Workspace.require(3 * keys.count, of: (KValue, Int).self)
    var table = [KValue: Int](minimumCapacity: keys.count)
    for (position, key) in keys.enumerated() where table[key] == nil { table[key] = position }
    return table
  }
}
