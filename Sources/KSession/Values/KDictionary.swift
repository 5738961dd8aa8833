/// Keys and the values that belong to them, in order.
struct KDictionary {
  let keys: KValue
  let values: KValue

  init(keys: KValue, values: KValue) throws(KError) {
    guard let keyCount = keys.count else { throw KError("type: the keys of ! are not a list") }
    guard let valueCount = values.count else {
      throw KError("type: the values of ! are not a list")
    }
    guard keyCount == valueCount else {
      throw KError("length: ! has \(keyCount.of("key")) and \(valueCount.of("value"))")
    }
    self.keys = keys
    self.values = values
  }

  var count: Int { keys.count ?? 0 }

  /// The place of a key; beyond the last where it isn't there.
  func position(of key: KValue) -> Int {
    keys.items.firstIndex { $0.matches(key) } ?? count
  }
}
