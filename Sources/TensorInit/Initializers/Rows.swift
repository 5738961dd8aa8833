/// Rows of a tensor that have other values than the rest of it: an embedding's padding row, or the rows that an older
/// checkpoint has already.
public struct RowValues: Sendable {
  /// Their numbers along the first dimension.
  public let rows: Range<Int>
  /// What gives them their values, of a tensor that these rows are by themselves; it draws no random numbers.
  public let initializer: Initializer

  /// - Parameters:
  ///   - rows: Counted from 0, in the tensor's first dimension.
  ///   - initializer: One without random numbers; it is checked with the tensor.
  public init(_ rows: Range<Int>, _ initializer: Initializer) {
    self.rows = rows
    self.initializer = initializer
  }
}

/// Another initializer's values, with some rows replaced; the others are what they would be without that.
struct Rows: ComposedInitializer {
  var of = Initializer.zeros
  var rows: [RowValues] = []

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let base: AnyFill
    do throws(TensorInitError) {
      base = try of.fill(for: shape, dtype, from: algorithm)
    } catch {
      throw error.called(of.name)
    }
    guard let count = shape.first else {
      throw .invalidShape(given: "\(shape)", expected: "at least 1 dimension, that of the rows")
    }
    let rowLength = shape.dropFirst().reduce(1, *)
    var replaced: [RowsFill.Replaced] = []
    for part in rows.sorted(by: { $0.rows.lowerBound < $1.rows.lowerBound }) {
      guard part.rows.lowerBound >= 0, part.rows.upperBound <= count else {
        throw Self.fault(part.rows, "some of the \(count) that there are")
      }
      let fill = try part.initializer.innerFill(
        for: Shape([part.rows.count] + shape.dropFirst()), dtype, from: algorithm)
      guard !fill.traits.isRandom else {
        throw .invalidArgument(
          argument: "the initializer of \(Self.text(part.rows))", given: part.initializer.name,
          expected: "one without random numbers, such as zeros")
      }
      let elements =
        part.rows.lowerBound * rowLength..<part.rows.upperBound * rowLength
      if let last = replaced.last, last.elements.upperBound > elements.lowerBound {
        throw Self.fault(part.rows, "each row once")
      }
      if !elements.isEmpty { replaced.append(RowsFill.Replaced(elements: elements, fill: fill)) }
    }
    return .other(RowsFill(base: base, replaced: replaced))
  }

  private static func fault(_ rows: Range<Int>, _ expected: String) -> TensorInitError {
    .invalidArgument(argument: "rows", given: numbers(rows), expected: expected)
  }

  /// `row 0`, `rows 5..9`.
  static func text(_ rows: Range<Int>) -> String {
    "\(rows.lowerBound == last(rows) ? "row" : "rows") \(numbers(rows))"
  }

  private static func numbers(_ rows: Range<Int>) -> String {
    rows.lowerBound == last(rows)
      ? "\(rows.lowerBound)" : "\(rows.lowerBound)..\(last(rows))"
  }

  /// Of rows that may be any numbers, whose count may overflow.
  private static func last(_ rows: Range<Int>) -> Int { rows.upperBound &- 1 }

  func fans(of shape: Shape) throws(TensorInitError) -> Fans? { try of.fans(shape: shape) }

  /// That of the other rows.
  func deviation(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> Double? {
    try of.definition.deviation(for: shape, dtype)
  }

  static let signature = Signature(
    "rows", Rows(), .initializer("of", \.of),
    Parameter("rows") { _, _ throws(TensorInitError) in
      throw .invalidArgument(
        argument: "rows", given: "an expression", expected: "the key 'rows' of a recipe")
    } text: { value in
      value.rows.map { "\(text($0.rows)): \($0.initializer)" }.joined(separator: "; ")
    })
  var signature: Signature<Self> { Self.signature }
}

/// A fill of which some elements are another's.
struct RowsFill: Fill {
  /// Elements of the tensor that are all of another fill's.
  struct Replaced {
    let elements: Range<Int>
    let fill: AnyFill
  }

  let traits: FillTraits
  private let base: AnyFill
  /// In their order.
  private let replaced: [Replaced]

  init(base: AnyFill, replaced: [Replaced]) {
    self.base = base
    self.replaced = replaced
    var traits = base.traits
    traits.isConstant = traits.isConstant && replaced.isEmpty
    self.traits = traits
  }

  var ownStreams: [(count: Int, name: String)] { base.ownStreams }

  func drawing(_ draws: [Draws]) -> AnyFill {
    .other(RowsFill(base: base.drawing(draws), replaced: replaced))
  }

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    try base.prepared(draws: draws, threads: threads).map {
      .other(RowsFill(base: $0, replaced: replaced))
    }
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    let region = RegionRuns(elements)
    guard !traits.isDivisible else {
      return try makeInParts(
        region, to: destination, dtype: dtype, draws: draws, threads: threads)
    }
    try base.write(elements, to: destination, dtype: dtype, draws: draws, threads: threads)
    try replace(in: region, at: destination, dtype: dtype, draws: draws)
  }

  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    try base.write(
      region, ofTensorOf: count, to: destination, dtype: dtype, draws: draws, threads: threads)
    try replace(in: region, at: destination, dtype: dtype, draws: draws)
  }

  func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    try write(
      part, of: region, to: destination, dtype: dtype, draws: draws, isBaseWritten: false)
  }

  /// Writes what is replaced over what was made of a region without that.
  private func replace(
    in region: RegionRuns, at destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws
  ) throws(TensorInitError) {
    try write(
      0..<region.count, of: region, to: destination, dtype: dtype, draws: draws,
      isBaseWritten: true)
  }

  private func write(
    _ part: Range<Int>, of region: RegionRuns, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, isBaseWritten: Bool
  ) throws(TensorInitError) {
    try region.forEach(of: part) { elements, before throws(TensorInitError) in
      try forEachRun(of: elements) { run, other throws(TensorInitError) in
        let place = destination + (before + run.lowerBound - elements.lowerBound) * dtype.byteCount
        if let other {
          let first = other.elements.lowerBound
          try other.fill.write(
            run.lowerBound - first..<run.upperBound - first, to: place, dtype: dtype, draws: draws,
            threads: 1)
        } else if !isBaseWritten {
          try base.write(run, to: place, dtype: dtype, draws: draws, threads: 1)
        }
      }
    }
  }

  /// Calls `body` with the runs that make up elements of the tensor, each with what replaces it, if anything does.
  private func forEachRun<Failure: Error>(
    of elements: Range<Int>, _ body: (Range<Int>, Replaced?) throws(Failure) -> Void
  ) throws(Failure) {
    var start = elements.lowerBound
    var (low, high) = (0, replaced.count)
    while low < high {
      let middle = (low + high) / 2
      if replaced[middle].elements.upperBound <= start { low = middle + 1 } else { high = middle }
    }
    for other in replaced[low...] {
      guard other.elements.lowerBound < elements.upperBound else { break }
      let run = other.elements.clamped(to: elements)
      if start < run.lowerBound { try body(start..<run.lowerBound, nil) }
      try body(run, other)
      start = run.upperBound
    }
    if start < elements.upperBound { try body(start..<elements.upperBound, nil) }
  }
}

extension Initializer {
  /// This initializer's values, with some rows replaced by others; the rest is what it would be without that.
  ///
  /// - Parameter rows: Rows of tensors of 1 dimension or more, none of them twice, and the initializers that give
  ///   their values without random numbers.
  public func replacing(_ rows: [RowValues]) -> Initializer {
    rows.isEmpty ? self : Initializer(Rows(of: self, rows: rows))
  }
}
