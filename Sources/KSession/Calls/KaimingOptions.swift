import TensorInit

/// The options of `knormal` and `kuniform`, in any order.
struct KaimingOptions {
  private(set) var nonlinearity: Nonlinearity?
  private(set) var mode: FanMode?
  private(set) var slope: Double?

  init(_ options: [KValue], function: String) throws(KError) {
    for option in options {
      if let name = option.name {
        if let nonlinearity = Nonlinearity(kName: name) {
          try Self.set(&self.nonlinearity, nonlinearity, "non-linearity", function)
        } else if let mode = Self.modes[name] {
          try Self.set(&self.mode, mode, "fan mode", function)
        } else {
          throw KError(
            "\(function): `\(name) is neither a non-linearity nor `fanin or `fanout")
        }
      } else {
        let number = try CallOptions([option], function: function).number(0, "the slope")
        try Self.set(&slope, number, "slope", function)
      }
    }
  }

  private static func set<Value>(
    _ option: inout Value?, _ value: Value, _ label: String, _ function: String
  ) throws(KError) {
    guard option == nil else { throw KError("\(function): the \(label) is given twice") }
    option = value
  }

  /// Whether a symbol is an option and so needs to be enlisted to be a tensor's name.
  static func isOption(_ name: String) -> Bool {
    modes[name] != nil || Nonlinearity(kName: name) != nil
  }

  private static let modes: [String: FanMode] = ["fanin": .fanIn, "fanout": .fanOut]
}

extension Nonlinearity {
  /// k writes the names without underscores.
  private static let byKName = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.kName, $0) })

  var kName: String { rawValue.filter { $0 != "_" } }

  init?(kName: String) {
    guard let found = Self.byKName[kName] else { return nil }
    self = found
  }
}
