/// The checks of sizes that layers are made with; `kind` is the layer's, for errors.
enum LayerArguments {
  /// - Throws: `invalidArgument` where the value is out of range.
  static func require(
    _ kind: String, _ argument: String, _ value: Int, in range: ClosedRange<Int>
  ) throws(TensorInitError) {
    guard range.contains(value) else {
      throw TensorInitError.invalidArgument(
        argument: argument, given: "\(value)",
        expected: range.upperBound == .max
          ? "a number of \(range.lowerBound) or more" : "a number in \(range)"
      ).called(kind)
    }
  }

  /// - Throws: `invalidArgument` where the value can't be split into `parts` equal parts.
  static func require(
    _ kind: String, _ argument: String, _ value: Int, divisibleBy parts: (name: String, count: Int)
  ) throws(TensorInitError) {
    try require(kind, parts.name, parts.count, in: 1 ... .max)
    guard value.isMultiple(of: parts.count) else {
      throw TensorInitError.invalidArgument(
        argument: argument, given: "\(value)",
        expected: "a multiple of \(parts.name), \(parts.count)"
      ).called(kind)
    }
  }

  /// A product of sizes of 0 or more; where it overflows, the largest, which no tensor can have.
  static func product(_ first: Int, _ second: Int) -> Int {
    let (product, overflow) = first.multipliedReportingOverflow(by: second)
    return overflow ? .max : product
  }
}
