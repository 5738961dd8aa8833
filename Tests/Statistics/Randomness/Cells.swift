import TensorInit

/// The cells that a dtype's values are counted in: those whose first bits are equal.
///
/// A cell starts and ends with values of the dtype, whose probabilities are exact. Counting is a look at some bits,
/// so that 2^32 values take seconds.
struct Cells {
  let dtype: DType
  /// How many bits of a value say which cell it is in, and which: the first, or of wide integers the last.
  let bits: Int
  let shift: Int

  /// - Parameter ofLastBits: Of an integer dtype, whether the last bits count.
  init(_ dtype: DType, ofLastBits: Bool = false) {
    self.dtype = dtype
    let width = dtype.byteCount * 8
    // A float64 has three more bits of exponent than a float32.
    bits = min(width, dtype == .float64 ? 18 : 16)
    shift = ofLastBits ? 0 : width - bits
  }

  var count: Int { 1 << bits }

  /// The place of a cell in the order of the values in it.
  private func order(of key: Int) -> Int {
    let half = count / 2
    guard dtype != .uint8, dtype != .bool else { return key }
    if key < half { return key + half }
    return dtype.isFloatingPoint ? count - 1 - key : key - half
  }

  /// Counts in the order of values.
  func ordered(_ counts: [Int]) -> [Int] {
    var ordered = counts
    for key in 0..<count { ordered[order(of: key)] = counts[key] }
    return ordered
  }

  /// What the cells in the order of values have, by key.
  func inOrderOfKeys(_ ordered: [Int]) -> [Int] {
    (0..<count).map { ordered[order(of: $0)] }
  }

  /// The smallest value of each cell, in their order; of bits that are no number, an infinity.
  var starts: [Double] {
    var starts = [Double](repeating: 0, count: count)
    for key in 0..<count {
      let isNegative = key >= count / 2
      var pattern = UInt64(key) << UInt64(shift)
      // Of negative numbers the largest magnitude is the smallest number.
      if isNegative, dtype.isFloatingPoint { pattern |= (1 << UInt64(shift)) - 1 }
      var value = number(pattern)
      if value.isNaN { value = isNegative ? -.infinity : .infinity }
      starts[order(of: key)] = value
    }
    return starts
  }

  private func number(_ pattern: UInt64) -> Double {
    switch dtype {
    case .float64: Double(bitPattern: pattern)
    case .float32: Double(Float(bitPattern: UInt32(pattern)))
    case .float16: Double(Float16(bitPattern: UInt16(pattern)))
    case .bfloat16: Double(Float(BFloat16(bitPattern: UInt16(pattern))))
    case .int8: Double(Int8(bitPattern: UInt8(pattern)))
    case .int16, .int32, .int64: Double(Int16(truncatingIfNeeded: Int64(pattern)))
    default: Double(pattern)
    }
  }

  /// The smallest real number that becomes at least `value`, by rounding to nearest even: of dtypes of 16 bits, to
  /// binary32 first.
  static func rounding(to value: Double, _ dtype: DType) -> Double {
    guard value.isFinite else { return value }
    let below = dtype.largest(below: value)
    guard below.isFinite else { return -.infinity }
    switch dtype {
    case .float32:
      return below / 2 + value / 2
    case .float16, .bfloat16:
      let middle = Float((below + value) / 2)
      let isEven =
        dtype == .float16
        ? Float16(value).bitPattern & 1 == 0 : BFloat16(Float(value)).bitPattern & 1 == 0
      let neighbour = isEven ? middle.nextDown : middle.nextUp
      return (Double(middle) + Double(neighbour)) / 2
    default:
      return value
    }
  }

  // MARK: Counting

  /// How many of some of a source's elements are in each cell, in the order of keys.
  func counts(of source: Source, _ count: Int, threads: Int) throws -> [Int] {
    let states = try Parts.forEach(of: source, count, threads: threads, { Counts(self) }) {
      counts, bytes, _ in counts.add(bytes)
    }
    var sum = [Int](repeating: 0, count: self.count)
    for state in states { state.add(to: &sum) }
    return sum
  }

  /// The key of each of some elements.
  func forEachKey(of bytes: UnsafeRawBufferPointer, _ body: (Int) -> Void) {
    switch dtype.byteCount {
    case 1: for value in bytes { body(Int(value)) }
    case 2: for value in bytes.bindMemory(to: UInt16.self) { body(Int(value)) }
    case 4:
      let (shift, mask) = (UInt32(shift), UInt32(count - 1))
      for value in bytes.bindMemory(to: UInt32.self) { body(Int(value &>> shift & mask)) }
    default:
      let (shift, mask) = (UInt64(shift), UInt64(count - 1))
      for value in bytes.bindMemory(to: UInt64.self) { body(Int(value &>> shift & mask)) }
    }
  }

  private final class Counts: @unchecked Sendable {
    private let cells: Cells
    private let counts: UnsafeMutableBufferPointer<Int>

    init(_ cells: Cells) {
      self.cells = cells
      counts = .allocate(capacity: cells.count)
      counts.initialize(repeating: 0)
    }

    deinit { counts.deallocate() }

    func add(_ bytes: UnsafeRawBufferPointer) {
      guard let base = counts.baseAddress else { return }
      cells.forEachKey(of: bytes) { base[$0] &+= 1 }
    }

    func add(to sum: inout [Int]) {
      for (key, count) in counts.enumerated() { sum[key] += count }
    }
  }
}
