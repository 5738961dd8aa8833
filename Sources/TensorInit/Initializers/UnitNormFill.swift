/// Makes vectors of another fill's elements and divides each by its norm.
///
/// The tensor is matrices one below the other, of `length` rows and `columns` columns, which are the vectors. Of a part
/// the vectors are made that it touches, some at once.
struct UnitNormFill: Fill {
  let traits: FillTraits
  private let inner: AnyFill
  /// The number of elements, all sizes multiplied.
  private let count: Int
  private let length: Int
  private let columns: Int
  /// The dtype of the computation.
  private let computed: DType

  init(inner: AnyFill, count: Int, length: Int, columns: Int, computed: DType) {
    let traits = inner.traits
    self.traits = FillTraits(
      isRandom: traits.isRandom,
      isDivisible: traits.isDivisible && columns == 1 && length <= Self.longestShared,
      workPerElement: traits.workPerElement + 2)
    self.inner = inner
    self.count = count
    self.length = length
    self.columns = columns
    self.computed = computed
  }

  /// The longest rows of which a part makes few more than its own.
  private static let longestShared = 1 << 13
  /// So many elements are made at once, unless a vector has more; they fit a core's own cache.
  private static let elementsAtOnce = 1 << 16

  func prepared(draws: Draws, threads: Int) throws(TensorInitError) -> AnyFill? {
    try inner.prepared(draws: draws, threads: threads).map {
      .other(
        UnitNormFill(
          inner: $0, count: count, length: length, columns: columns, computed: computed))
    }
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
    let target = Target(region: region, address: destination, dtype: dtype)
    if region.count == 0 {
      // PyTorch's generator moves on.
      try inner.write(
        0..<0, to: destination, dtype: computed, draws: draws, threads: threads)
    } else if !inner.traits.isDivisible || region.only == 0..<count && dtype == computed {
      try makeAtOnce(target, draws: draws, threads: threads)
    } else if columns == 1 {
      try makeRows(target, draws: draws, threads: threads)
    } else {
      try makeColumns(target, draws: draws, threads: threads)
    }
  }

  /// Where elements of a region go, one after the other.
  private struct Target: @unchecked Sendable {
    let region: RegionRuns
    let address: UnsafeMutableRawPointer
    let dtype: DType

    func address(of element: Int) -> UnsafeMutableRawPointer {
      address + element * dtype.byteCount
    }
  }

  /// Makes all vectors within the region's bounds, in place where they are the region.
  private func makeAtOnce(
    _ target: Target, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let region = target.region
    let wanted = region.bounds(columns: columns)
    let matrices = wanted.rows.lowerBound / length..<(wanted.rows.upperBound - 1) / length + 1
    let box = MatrixBox(
      rows: matrices.lowerBound * length..<matrices.upperBound * length, columns: wanted.columns)
    let made = box.rows.count * box.columns.count
    let isInPlace = target.dtype == computed && region.only?.count == made
    let storage = try Storage(byteCount: isInPlace ? 0 : made * computed.byteCount)
    let base = isInPlace ? target.address : storage.base
    try make(box, at: base, draws: draws, threads: threads)
    if !isInPlace {
      try box.copy(
        base, as: computed, region, columns: columns, to: target.address, dtype: target.dtype,
        threads: threads)
    }
    withExtendedLifetime(storage) {}
  }

  /// Makes the rows that each run of the region touches.
  private func makeRows(
    _ target: Target, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let region = target.region
    let rowsAtOnce = min(max(1, Self.elementsAtOnce / length), region.count / length + 2)
    let partLength = max(Self.elementsAtOnce, 4 * length)
    nonisolated(unsafe) let draws = draws
    try Threads.takeTurns(
      (region.count + partLength - 1) / partLength, over: threads,
      with: { _ throws(TensorInitError) in
        try Storage(byteCount: rowsAtOnce * length * computed.byteCount)
      }
    ) { turn, scratch throws(TensorInitError) in
      let part = turn * partLength..<min((turn + 1) * partLength, region.count)
      try region.forEach(of: part) { run, done throws(TensorInitError) in
        var element = run.lowerBound
        while element < run.upperBound {
          let first = element / length
          let end = min(first + rowsAtOnce, (run.upperBound - 1) / length + 1)
          let box = MatrixBox(rows: first * length..<end * length, columns: 0..<1)
          let wanted = element..<min(box.rows.upperBound, run.upperBound)
          let address = target.address(of: part.lowerBound + done + element - run.lowerBound)
          if wanted == box.rows, target.dtype == computed {
            try make(box, at: address, draws: draws, threads: 1)
          } else {
            try make(box, at: scratch.base, draws: draws, threads: 1)
            try box.copy(
              scratch.base, as: computed, RegionRuns(wanted), columns: 1, to: address,
              dtype: target.dtype, threads: 1)
          }
          element = wanted.upperBound
        }
      }
    }
  }

  /// Makes the columns that the region touches, one matrix after the other.
  private func makeColumns(
    _ target: Target, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    var pieces: [Piece] = []
    var matrix = 0
    try target.region.forEach(of: 0..<target.region.count) { run, done throws(TensorInitError) in
      var element = run.lowerBound
      while element < run.upperBound {
        let row = element / columns
        if row / length != matrix {
          try make(pieces, ofMatrix: matrix, target, draws: draws, threads: threads)
          (pieces, matrix) = ([], row / length)
        }
        let end = min((row + 1) * columns, run.upperBound)
        pieces.append(Piece(elements: element..<end, place: done + element - run.lowerBound))
        element = end
      }
    }
    try make(pieces, ofMatrix: matrix, target, draws: draws, threads: threads)
  }

  /// Elements of one row, and how many of the region's come before them.
  private struct Piece {
    let elements: Range<Int>
    let place: Int
  }

  private func make(
    _ pieces: [Piece], ofMatrix matrix: Int, _ target: Target, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    let width = Vectors<Float>.mostColumns
    let blocksAtOnce = max(1, Self.elementsAtOnce / length / width)
    var touched: Set<Int> = []
    for piece in pieces {
      let first = piece.elements.lowerBound % columns
      touched.formUnion(first / width...(first + piece.elements.count - 1) / width)
    }
    var boxes: [MatrixBox] = []
    let rows = matrix * length..<(matrix + 1) * length
    for block in touched.sorted() {
      let own = block * width..<min((block + 1) * width, columns)
      if let last = boxes.last, last.columns.upperBound == own.lowerBound,
        last.columns.count < blocksAtOnce * width
      {
        boxes[boxes.count - 1] = MatrixBox(
          rows: rows, columns: last.columns.lowerBound..<own.upperBound)
      } else {
        boxes.append(MatrixBox(rows: rows, columns: own))
      }
    }
    let mostElements = boxes.reduce(0) { max($0, $1.columns.count * length) }
    nonisolated(unsafe) let draws = draws
    try Threads.takeTurns(
      boxes.count, over: threads,
      with: { _ throws(TensorInitError) in
        try Storage(byteCount: mostElements * computed.byteCount)
      }
    ) { [boxes] turn, scratch throws(TensorInitError) in
      let box = boxes[turn]
      try make(box, at: scratch.base, draws: draws, threads: 1)
      for piece in pieces {
        let start = piece.elements.lowerBound / columns * columns
        let wanted = (start + box.columns.lowerBound..<start + box.columns.upperBound)
          .clamped(to: piece.elements)
        guard !wanted.isEmpty else { continue }
        try box.copy(
          scratch.base, as: computed, RegionRuns(wanted), columns: columns,
          to: target.address(of: piece.place + wanted.lowerBound - piece.elements.lowerBound),
          dtype: target.dtype, threads: 1)
      }
    }
  }

  /// Makes vectors, all elements of a box of which the rows are those of whole matrices.
  private func make(
    _ box: MatrixBox, at base: UnsafeMutableRawPointer, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    try inner.make(
      RegionRuns(box: [box.rows, box.columns], of: [count / columns, columns]),
      ofTensorOf: count, to: base, dtype: computed, draws: draws, threads: threads)
    let matrices = box.rows.count / length
    switch computed {
    case .float64: normalize(base, as: Double.self, matrices, box.columns.count, threads)
    default: normalize(base, as: Float.self, matrices, box.columns.count, threads)
    }
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
