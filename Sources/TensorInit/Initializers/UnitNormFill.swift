/// Makes vectors of another fill's elements and divides each by its norm.
///
/// The tensor is matrices one below the other, of `length` rows and `columns` columns, which are the vectors.
struct UnitNormFill: Fill {
  let inner: AnyFill
  /// The number of elements, all sizes multiplied.
  let count: Int
  let length: Int
  let columns: Int
  /// The dtype of the computation.
  let computed: DType

  var traits: FillTraits {
    FillTraits(
      isRandom: inner.traits.isRandom, isDivisible: false,
      workPerElement: inner.traits.workPerElement + 2)
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    try write(
      RegionRuns(elements), ofTensorOf: count, to: destination, dtype: dtype, draws: draws,
      threads: threads)
  }

  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    guard region.count > 0 else {
      // PyTorch's generator moves on.
      return try inner.write(
        0..<0, to: destination, dtype: computed, draws: draws, threads: threads)
    }
    let wanted = region.bounds(columns: columns)
    let first = wanted.rows.lowerBound / length
    let end = (wanted.rows.upperBound - 1) / length + 1
    let box = MatrixBox(rows: first * length..<end * length, columns: wanted.columns)
    let made = box.rows.count * box.columns.count
    let isInPlace = dtype == computed && region.only?.count == made
    let storage = try Storage(byteCount: isInPlace ? 0 : made * computed.byteCount)
    let base = isInPlace ? destination : storage.base
    try inner.make(
      RegionRuns(box: [box.rows, box.columns], of: [count / columns, columns]),
      ofTensorOf: count, to: base, dtype: computed, draws: draws, threads: threads)
    switch computed {
    case .float64: normalize(base, as: Double.self, end - first, box.columns.count, threads)
    default: normalize(base, as: Float.self, end - first, box.columns.count, threads)
    }
    if !isInPlace {
      try box.copy(
        base, as: computed, region, columns: columns, to: destination, dtype: dtype,
        threads: threads)
    }
    withExtendedLifetime(storage) {}
  }

  /// Divides the columns of matrices one below the other.
  private func normalize<Element: SquaredElement>(
    _ base: UnsafeMutableRawPointer, as type: Element.Type, _ matrices: Int, _ columns: Int,
    _ threads: Int
  ) {
    let width = Vectors<Element>.mostColumns
    let blocks = (columns + width - 1) / width
    let length = length
    // Each column is divided by one thread only.
    nonisolated(unsafe) let base = base.assumingMemoryBound(to: Element.self)
    Threads.split(
      count: matrices * blocks, weight: length * min(columns, width), over: threads
    ) { item in
      let (matrix, block) = item.quotientAndRemainder(dividingBy: blocks)
      Vectors(
        base: base + matrix * length * columns + block * width, length: length,
        columns: min(width, columns - block * width), stride: columns
      ).normalize()
    }
  }
}

/// Columns of a matrix, each a vector.
private struct Vectors<Element: SquaredElement> {
  let base: UnsafeMutablePointer<Element>
  let length: Int
  let columns: Int
  /// From one row to the next.
  let stride: Int

  static var mostColumns: Int { 32 }
  /// Squares are added up in so many places, which then are added as a tree: an order that is the same whatever a
  /// processor adds at once.
  private static var places: Int { 16 }
  /// Of such sums, no square that counts has lost digits.
  private static var exactSums: ClosedRange<Double> { 0x1p-960...0x1p960 }

  func normalize() {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.places * columns) { sums in
      sums.initialize(repeating: 0)
      addSquares(to: sums)
      for column in 0..<columns {
        let vector = Vectors(base: base + column, length: length, columns: 1, stride: stride)
        if Self.exactSums.contains(sums[column]) {
          vector.divide(by: sums[column].squareRoot())
        } else if vector.scale(sums[column] < 1 ? 0x1p600 : 0x1p-600) {
          vector.normalize()
        }
      }
    }
  }

  /// Leaves the columns' sums of squares at the start of `sums`.
  private func addSquares(to sums: UnsafeMutableBufferPointer<Double>) {
    guard let base = sums.baseAddress else { return }
    for row in 0..<length {
      let sums = base + row % Self.places * columns
      let elements = self.base + row * stride
      for column in 0..<columns {
        sums[column] = elements[column].square(addedTo: sums[column])
      }
    }
    var half = Self.places / 2
    while half > 0 {
      for index in 0..<half * columns { base[index] += base[half * columns + index] }
      half /= 2
    }
  }

  private func divide(by norm: Double) {
    for row in 0..<length {
      base[row * stride] = Element(Double(base[row * stride]) / norm)
    }
  }

  /// Multiplies a vector by a power of 2, if it is one of finite numbers that are not all 0.
  private func scale(_ factor: Double) -> Bool {
    var largest = 0.0
    for row in 0..<length {
      let magnitude = Double(base[row * stride]).magnitude
      guard magnitude.isFinite else { return false }
      largest = max(largest, magnitude)
    }
    guard largest > 0 else { return false }
    for row in 0..<length { base[row * stride] = Element(Double(base[row * stride]) * factor) }
    return true
  }
}

/// A number whose square is added up in binary64.
private protocol SquaredElement: BinaryFloatingPoint, Sendable {
  /// `sum` and the square, rounded once.
  func square(addedTo sum: Double) -> Double
}

extension Float: SquaredElement {
  // The product is exact.
  fileprivate func square(addedTo sum: Double) -> Double { sum + Double(self) * Double(self) }
}

extension Double: SquaredElement {
  fileprivate func square(addedTo sum: Double) -> Double { sum.addingProduct(self, self) }
}
