/// start + step j, with j an element's index along one axis.
struct Arange: InitializerDefinition {
  var start: GivenNumber = 0
  var step: GivenNumber = 1
  var axis = -1

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    let (count, width) = try shape.indices(alongAxis: axis)
    guard dtype.isFloatingPoint else {
      return .other(AxisFill(values: try integers(count, dtype), count: count, width: width))
    }
    try require("start", start.value, isHeldBy: dtype)
    try require(step.value.isFinite, "step", step.value, "a finite number")
    let numbers = Steps(start: start.value, step: step.value)
    if count > 1 { try require("the last value", numbers[count - 1], isHeldBy: dtype) }
    return .other(AxisFill(values: try RoundedNumbers(numbers), count: count, width: width))
  }

  private func integers(_ count: Int, _ dtype: DType) throws(TensorInitError) -> IntegerSteps {
    _ = try start.element(of: dtype, "start")
    guard let first = start.integer, let step = step.integer else {
      throw step.fault("step", "an integer for \(dtype)")
    }
    let last = Int128(first) + Int128(step) * Int128(max(count - 1, 0))
    let range = dtype.exactIntegers
    guard last >= range.lowerBound, last <= range.upperBound else {
      throw .invalidArgument(
        argument: "the last value", given: "\(last)",
        expected: "an integer in \(range) for \(dtype)")
    }
    return IntegerSteps(start: first, step: step)
  }

  static let signature = Signature(
    "arange", Arange(), .exactNumber("start", \.start), .exactNumber("step", \.step),
    .integer("axis", \.axis))
  var signature: Signature<Self> { Self.signature }
}

/// The natural logarithms of `Arange`'s values.
struct LogArange: InitializerDefinition {
  var start = 1.0
  var step = 1.0
  var axis = -1

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    let (count, width) = try shape.indices(alongAxis: axis)
    let expected = "a finite number above 0"
    try require(start > 0 && start.isFinite, "start", start, expected)
    try require(step.isFinite, "step", step, "a finite number")
    let numbers = Steps(start: start, step: step)
    if count > 1 {
      let last = numbers[count - 1]
      try require(last > 0 && last.isFinite, "the last value", last, expected)
    }
    return .other(
      AxisFill(
        values: try RoundedNumbers(LogarithmsOfSteps(steps: numbers)), count: count, width: width))
  }

  static let signature = Signature(
    "log_arange", LogArange(), .number("start", \.start), .number("step", \.step),
    .integer("axis", \.axis))
  var signature: Signature<Self> { Self.signature }
}

private struct Steps: IndexedNumbers {
  let start: Double
  let step: Double

  subscript(index: Int) -> Double { start.addingProduct(step, Double(index)) }
}

private struct LogarithmsOfSteps: IndexedNumbers {
  let steps: Steps

  subscript(index: Int) -> Double { PortableMath.log(steps[index]) }
}

/// Steps of integers, all of which the dtype holds.
private struct IntegerSteps: AxisValues {
  let start: Int64
  let step: Int64

  func write(_ indices: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType) {
    switch dtype.byteCount {
    case 1: write(indices, as: UInt8.self, to: destination)
    case 2: write(indices, as: UInt16.self, to: destination)
    case 4: write(indices, as: UInt32.self, to: destination)
    default: write(indices, as: UInt64.self, to: destination)
    }
  }

  /// The low bits of two's complement are the number in fewer bits.
  private func write<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ indices: Range<Int>, as _: Bits.Type, to destination: UnsafeMutableRawPointer
  ) {
    let elements = destination.bindMemory(to: Bits.self, capacity: indices.count)
    for index in indices {
      elements[index - indices.lowerBound] = Bits(
        truncatingIfNeeded: start &+ step &* Int64(truncatingIfNeeded: index))
    }
  }
}

extension Shape {
  /// How many indices an axis has, and how many elements that follow one another have one of them.
  ///
  /// - Throws: `invalidArgument` where there is no such axis.
  fileprivate func indices(
    alongAxis axis: Int
  ) throws(TensorInitError) -> (count: Int, width: Int) {
    let dimension = try index(ofAxis: axis, "axis")
    return (self[dimension], dropFirst(dimension + 1).reduce(1, *))
  }
}

extension Initializer {
  /// `start + step * j` with j an element's index along an axis, from 0 on.
  ///
  /// The tensor has at least 1 dimension and any dtype that holds all the values: an integer dtype exactly, a
  /// floating-point dtype rounded, within its range.
  ///
  /// - Parameters:
  ///   - start: The value at index 0; of an integer dtype an integer.
  ///   - step: How much a value is above the one before it; of an integer dtype an integer. It may be 0 or less.
  ///   - axis: The dimension; from the end where it is negative.
  public static func arange(start: Double = 0, step: Double = 1, axis: Int = -1) -> Initializer {
    Initializer(Arange(start: GivenNumber(start), step: GivenNumber(step), axis: axis))
  }

  /// The natural logarithm of `start + step * j` with j an element's index along an axis, from 0 on.
  ///
  /// With the standard arguments it is log 1, log 2, ... in every row, as Mamba's `A_log` starts (Gu and Dao, 2023).
  /// The tensor has at least 1 dimension and a floating-point dtype.
  ///
  /// - Parameters:
  ///   - start: Finite and above 0.
  ///   - step: Finite; all values are above 0.
  ///   - axis: The dimension; from the end where it is negative.
  public static func logArange(start: Double = 1, step: Double = 1, axis: Int = -1) -> Initializer {
    Initializer(LogArange(start: start, step: step, axis: axis))
  }
}
