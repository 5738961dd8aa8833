import TensorInit

/// What is known of elements that follow one another in a tensor, of which that of all is put together.
struct ElementSummary: Sendable {
  private var moments = Moments()
  private var histogram = HistogramCounts()
  private var range: ClosedRange<Double>?
  private var integers: ClosedRange<Int64>?
  private var zeroCount = 0
  private var nanCount = 0
  private var positiveInfinityCount = 0
  private var negativeInfinityCount = 0
  /// The finite elements of the tensor's sample that are among these.
  private(set) var sample: [Double] = []
  /// Products of the first two columns, where they are asked for.
  private(set) var columns = ColumnProducts()

  /// How many elements are looked at together, in the processor's cache; a tensor's parts are multiples of them.
  static let chunkLength = 1 << 13

  init() {}

  /// Adds a chunk of a tensor.
  ///
  /// - Parameters:
  ///   - bytes: Its elements in the file.
  ///   - start: The place of the first.
  ///   - sample: The places of the tensor's sample.
  ///   - rowLength: The length of the rows of a matrix whose first two columns are multiplied; `nil` for none.
  ///   - numbers: Memory for as many Doubles.
  mutating func add(
    _ bytes: UnsafeRawBufferPointer, of dtype: DType, at start: Int, sample places: SamplePlaces,
    rowLength: Int?, using numbers: UnsafeMutableBufferPointer<Double>
  ) {
    let count = bytes.count / dtype.byteCount
    guard count > 0, let memory = numbers.baseAddress else { return }
    StoredElements.convert(bytes, of: dtype, to: memory)
    for number in places.numbers(in: start..<start + count) {
      let value = memory[places[number] - start]
      if value.isFinite { sample.append(value) }
    }
    if let rowLength { columns.add(memory, start..<start + count, rowLength: rowLength) }
    if dtype == .int64, let range = StoredElements.range(of: bytes) {
      integers = integers?.joined(range) ?? range
    }
    var finite = UnsafeMutableBufferPointer(start: memory, count: count)
    if dtype.isFloatingPoint, !Self.areFinite(UnsafeBufferPointer(finite)) {
      finite = moveFinite(of: finite)
      if finite.isEmpty { return }
    }
    let chunk = Self.ends(UnsafeBufferPointer(finite))
    zeroCount += chunk.zeros
    range = range?.joined(chunk.range) ?? chunk.range
    histogram.extend(to: chunk.range)
    histogram.count(UnsafeBufferPointer(finite), between: chunk.range)
    moments.add(
      Moments(
        scaling: finite,
        largestMagnitude: max(chunk.range.lowerBound.magnitude, chunk.range.upperBound.magnitude),
        isWide: dtype == .float64 || dtype == .int64 || dtype == .int32))
  }

  /// Adds what is known of elements after these.
  mutating func add(_ other: ElementSummary) {
    moments.add(other.moments)
    histogram.add(other.histogram)
    if let ends = other.range { range = range?.joined(ends) ?? ends }
    if let ends = other.integers { integers = integers?.joined(ends) ?? ends }
    zeroCount += other.zeroCount
    nanCount += other.nanCount
    positiveInfinityCount += other.positiveInfinityCount
    negativeInfinityCount += other.negativeInfinityCount
    sample += other.sample
    columns.add(other.columns)
  }

  // MARK: What is known

  /// - Parameter dtype: That of the elements.
  func statistics(of dtype: DType) -> TensorStatistics {
    var statistics = TensorStatistics()
    statistics.finiteCount = Int(moments.count)
    statistics.zeroCount = zeroCount
    statistics.nanCount = nanCount
    statistics.positiveInfinityCount = positiveInfinityCount
    statistics.negativeInfinityCount = negativeInfinityCount
    guard let range else { return statistics }
    // The sum makes -0 into +0.
    statistics.smallest = range.lowerBound + 0
    statistics.largest = range.upperBound + 0
    if !dtype.isFloatingPoint {
      statistics.integers = integers ?? Int64(range.lowerBound)...Int64(range.upperBound)
    }
    statistics.mean = range.lowerBound == range.upperBound ? range.lowerBound + 0 : moments.average
    statistics.deviation = moments.deviation
    statistics.skewness = moments.skewness
    statistics.kurtosis = moments.kurtosis
    return statistics
  }

  var counts: Histogram? { histogram.histogram }

  /// The moments of the finite elements, or of those among them that are not 0.
  func moments(withZeros: Bool) -> Moments {
    withZeros ? moments : moments.withoutZeros(zeroCount)
  }

  // MARK: Parts

  private static func areFinite(_ numbers: UnsafeBufferPointer<Double>) -> Bool {
    // A product of 0 and what is not finite is NaN, and so is every sum with it.
    var lanes = SIMD8<Double>()
    var rest = 0.0
    numbers.forEachLanes {
      lanes += $0 * 0
    } rest: {
      rest += $0 * 0
    }
    return lanes.sum() + rest == 0
  }

  /// Counts what is not finite, and moves the other numbers together.
  private mutating func moveFinite(
    of numbers: UnsafeMutableBufferPointer<Double>
  ) -> UnsafeMutableBufferPointer<Double> {
    var kept = 0
    for number in numbers {
      if number.isFinite {
        numbers[kept] = number
        kept += 1
      } else if number.isNaN {
        nanCount += 1
      } else if number > 0 {
        positiveInfinityCount += 1
      } else {
        negativeInfinityCount += 1
      }
    }
    return UnsafeMutableBufferPointer(rebasing: numbers[..<kept])
  }

  /// The smallest and the largest of one number or more, and how many are 0.
  private static func ends(
    _ numbers: UnsafeBufferPointer<Double>
  ) -> (range: ClosedRange<Double>, zeros: Int) {
    var smallest = SIMD8(repeating: numbers[0])
    var largest = smallest
    var zeroLanes = SIMD8<Int64>()
    var zeros = 0
    var (first, last) = (numbers[0], numbers[0])
    numbers.forEachLanes { numbers in
      smallest.replace(with: numbers, where: numbers .< smallest)
      largest.replace(with: numbers, where: numbers .> largest)
      zeroLanes.replace(with: zeroLanes &+ 1, where: numbers .== 0)
    } rest: { number in
      first = min(first, number)
      last = max(last, number)
      if number == 0 { zeros += 1 }
    }
    return (
      min(first, smallest.min())...max(last, largest.max()), zeros + Int(zeroLanes.wrappedSum())
    )
  }
}

/// Products of the first two columns of a matrix with themselves and each other.
struct ColumnProducts: Sendable {
  private(set) var first = 0.0
  private(set) var second = 0.0
  private(set) var both = 0.0
  /// That of a row whose first element ended what was seen.
  private var pending: Double?
  /// The second column's element with which what was seen began.
  private var leading: Double?

  mutating func add(_ numbers: UnsafePointer<Double>, _ places: Range<Int>, rowLength: Int) {
    var row = (places.lowerBound + rowLength - 1) / rowLength * rowLength
    if places.lowerBound % rowLength == 1 { add(second: numbers[0]) }
    while row < places.upperBound {
      let number = numbers[row - places.lowerBound]
      first += number * number
      pending = number
      if row + 1 < places.upperBound { add(second: numbers[row + 1 - places.lowerBound]) }
      row += rowLength
    }
  }

  private mutating func add(second number: Double) {
    second += number * number
    if let first = pending { both += first * number } else { leading = number }
    pending = nil
  }

  /// Adds those of rows after these.
  mutating func add(_ other: ColumnProducts) {
    first += other.first
    second += other.second
    both += other.both
    if let number = other.leading {
      if let first = pending { both += first * number } else { leading = number }
    }
    pending = other.pending
  }
}

extension ClosedRange {
  fileprivate func joined(_ other: ClosedRange) -> ClosedRange {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}
