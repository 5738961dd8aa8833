import TensorInit

/// The options of a call, by their places.
struct CallOptions {
  let values: [KValue]
  let function: String

  init(_ values: [KValue], function: String) throws(KError) {
    self.values = values
    self.function = function
  }

  /// A number, or where it isn't given the default; what has no default is required.
  func number(_ place: Int, _ label: String, default: Double? = nil) throws(KError) -> Double {
    guard values.indices.contains(place) else {
      guard let `default` else { throw KError("\(function): \(label) is missing") }
      return `default`
    }
    guard case .atom(let atom) = values[place], let number = try atom.numbers?.first else {
      throw KError("\(function): \(label) is not a number")
    }
    // Beyond 2^53 not every long is a Double.
    if let integer = try values[place].integer, Int64(exactly: number) != integer {
      throw KError("\(function): \(label) is \(integer); expected one that a float holds")
    }
    return number
  }

  /// An integer; `nil` where it isn't given.
  func integer(_ place: Int, _ label: String) throws(KError) -> Int64? {
    guard values.indices.contains(place) else { return nil }
    guard let integer = try values[place].integer else {
      throw KError("\(function): \(label) is not an integer")
    }
    return integer
  }
}

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
