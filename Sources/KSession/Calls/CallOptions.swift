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
