/// A product of Householder reflectors of Gaussian vectors, which has orthonormal columns.
///
/// Of the reflectors H(1), ..., H(n) the k-th is made of a vector of length m - k + 1. The columns have the
/// signs that a QR factorization with a positive diagonal of R would give. The law is that of the
/// factorization's Q (Stewart, "The efficient generation of random orthogonal matrices with an application
/// to condition estimators", 1980), at half the work: nothing is factorized.
///
/// Reflectors are applied in blocks I - V T V' (Schreiber and Van Loan, 1989), with the inverse of T, which
/// is the upper triangle of V'V with 1 / tau on its diagonal, solved for rather than formed.
struct HouseholderProduct<Scalar: BLASScalar>: Sendable {
  private let rows: Int
  private let columns: Int
  private let blockSize: Int
  private let gain: Scalar
  // Written by `init` alone, then read by many threads.
  nonisolated(unsafe) private let vectors: Matrix<Scalar>
  nonisolated(unsafe) private let triangles: Matrix<Scalar>
  nonisolated(unsafe) private let signs: UnsafeMutablePointer<Scalar>
  nonisolated(unsafe) private let storage: Storage

  /// - Parameters:
  ///   - gaussian: Gaussian numbers of `rows` x `columns`, no fewer rows than columns; those on and below the
  ///     diagonal become the reflectors, and have to stay as they are while the product is used.
  ///   - gain: A factor of the result.
  init(
    gaussian: Matrix<Scalar>, rows: Int, columns: Int, gain: Scalar, threads: Int
  ) throws(TensorInitError) {
    self.rows = rows
    self.columns = columns
    self.gain = gain
    blockSize = columns <= 1024 ? 64 : 96
    vectors = gaussian
    storage = try Storage(byteCount: columns * (blockSize + 1) * MemoryLayout<Scalar>.stride)
    let work = storage.base.bindMemory(to: Scalar.self, capacity: columns * (blockSize + 1))
    signs = work
    triangles = Matrix(base: work + columns, isRowMajor: gaussian.isRowMajor, stride: blockSize)
    let blocks = self.blocks
    let product = self
    Threads.split(count: blocks.count, weight: rows * blockSize, over: threads) { block in
      product.makeReflectors(blocks[block])
    }
  }

  private var blocks: [Range<Int>] {
    stride(from: 0, to: columns, by: blockSize).map { $0..<min($0 + blockSize, columns) }
  }

  /// The inverse of T of the block that starts at a column: a square of `blockSize`.
  private func triangle(at column: Int) -> Matrix<Scalar> {
    Matrix(
      base: triangles.base + column * blockSize, isRowMajor: triangles.isRowMajor,
      stride: blockSize)
  }

  /// Makes reflectors of a block's columns: 1 on the diagonal, what is above within the block 0.
  private func makeReflectors(_ block: Range<Int>) {
    let part = vectors.from(row: block.lowerBound, column: block.lowerBound)
    let length = rows - block.lowerBound
    let tailNorms = part.normsBelowDiagonal(rows: length, columns: block.count)
    var factors = [Scalar](repeating: 1, count: block.count)
    var inverseTaus = factors
    for column in 0..<block.count {
      for row in 0..<column { part[row, column] = 0 }
      let first = part[column, column]
      guard column + 1 < length else {
        // A reflector of length 1 is none; the sign is that of the number.
        part[column, column] = 0
        signs[block.lowerBound + column] = first < 0 ? -gain : gain
        continue
      }
      part[column, column] = 1
      let norm = (first * first + tailNorms[column] * tailNorms[column]).squareRoot()
      // R's diagonal element, which has the sign that avoids cancellation.
      let diagonal = first < 0 ? norm : -norm
      factors[column] = 1 / (first - diagonal)
      signs[block.lowerBound + column] = diagonal < 0 ? -gain : gain
      inverseTaus[column] = diagonal / (diagonal - first)
    }
    part.scaleBelowDiagonal(rows: length, by: factors)
    let inverse = triangle(at: block.lowerBound)
    inverse.setProduct(
      rows: block.count, columns: block.count, inner: length, 1, part, isTransposed: true, part,
      adding: 0)
    for (column, inverseTau) in inverseTaus.enumerated() { inverse[column, column] = inverseTau }
  }

  /// How many columns are worked on together by one thread.
  private static var panelSize: Int { 256 }

  /// Writes all columns to `result`, of the same order as the Gaussian numbers.
  func write(to result: Matrix<Scalar>, threads: Int) throws(TensorInitError) {
    let panels = stride(from: 0, to: columns, by: Self.panelSize).map {
      $0..<min($0 + Self.panelSize, columns)
    }
    let parts = Threads.parts(
      of: panels.count, weight: rows * Self.panelSize, over: threads)
    let workSize = blockSize * Self.panelSize
    let work = try Storage(byteCount: parts * workSize * MemoryLayout<Scalar>.stride)
    nonisolated(unsafe) let base = work.base.bindMemory(to: Scalar.self, capacity: parts * workSize)
    nonisolated(unsafe) let result = result
    // The last panels are the most work, and the first ones fill what time is left.
    try Threads.takeTurns(panels.count, over: parts, with: { base + $0 * workSize }) { turn, work in
      write(panels[panels.count - 1 - turn], to: result, work: work)
    }
    withExtendedLifetime(work) {}
  }

  /// Columns of the product: reflectors from the last that reaches them to the first, on unit vectors.
  private func write(
    _ panel: Range<Int>, to result: Matrix<Scalar>, work: UnsafeMutablePointer<Scalar>
  ) {
    let columns = result.from(row: 0, column: panel.lowerBound)
    columns.clear(rows: rows, columns: panel.count)
    for column in panel { result[column, column] = signs[column] }
    let product = Matrix(
      base: work, isRowMajor: result.isRowMajor,
      stride: result.isRowMajor ? panel.count : blockSize)
    // The rows from here on may be other than 0.
    var firstRow = panel.lowerBound
    for block in blocks.reversed() where block.lowerBound < panel.upperBound {
      let start = max(firstRow, block.lowerBound)
      product.setProduct(
        rows: block.count, columns: panel.count, inner: rows - start, 1,
        vectors.from(row: start, column: block.lowerBound), isTransposed: true,
        columns.from(row: start, column: 0), adding: 0)
      product.solve(
        rows: block.count, columns: panel.count, upperTriangle: triangle(at: block.lowerBound))
      columns.from(row: block.lowerBound, column: 0).setProduct(
        rows: rows - block.lowerBound, columns: panel.count, inner: block.count, -1,
        vectors.from(row: block.lowerBound, column: block.lowerBound), isTransposed: false,
        product, adding: 1)
      firstRow = min(firstRow, block.lowerBound)
    }
  }
}
