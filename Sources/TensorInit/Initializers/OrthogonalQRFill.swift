/// Draws a Gaussian matrix and makes it one with orthonormal rows or columns by LAPACK's QR factorization.
///
/// Whatever part is wanted, all of the matrix is factorized.
struct OrthogonalQRFill: Fill {
  let rows: Int
  let columns: Int
  let gain: Double
  let gaussian: AnyFill
  /// The dtype of the computation.
  let computed: DType
  /// Whether it is the rows that become orthonormal, one after the other.
  let startsFromRows: Bool

  var traits: FillTraits {
    FillTraits(isRandom: true, isDivisible: false, workPerElement: 16 + min(rows, columns) / 2)
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    if computed == .float64 {
      try write(elements, computedAs: Double.self, to: destination, dtype, draws, threads)
    } else {
      try write(elements, computedAs: Float.self, to: destination, dtype, draws, threads)
    }
  }

  private func write<Scalar: QRScalar & TensorElement>(
    _ elements: Range<Int>, computedAs: Scalar.Type, to destination: UnsafeMutableRawPointer,
    _ dtype: DType, _ draws: Draws, _ threads: Int
  ) throws(TensorInitError) {
    let gaussian = try Tensor(uninitialized: [rows, columns], dtype: Scalar.dtype)
    try self.gaussian.write(
      0..<gaussian.count, to: gaussian.baseAddress, dtype: Scalar.dtype, draws: draws,
      threads: threads)
    // Row-major with orthonormal rows is what LAPACK calls column-major with orthonormal columns.
    var matrix = startsFromRows ? gaussian : try gaussian.transposed(as: Scalar.self)
    try orthonormalize(
      matrix.baseAddress.assumingMemoryBound(to: Scalar.self), rows: max(rows, columns),
      columns: min(rows, columns), threads: threads)
    if !startsFromRows { matrix = try matrix.transposed(as: Scalar.self) }
    nonisolated(unsafe) let values = matrix.baseAddress.assumingMemoryBound(to: Scalar.self)
    let (gain, largest) = (Scalar(gain), Scalar(dtype.largestFinite))
    Threads.split(elements, over: threads) { part in
      // A length beyond 1 by rounding must not make an infinity.
      for i in part { values[i] = min(max(gain * values[i], -largest), largest) }
    }
    try MatrixBox(rows: 0..<rows, columns: 0..<columns).copy(
      matrix.baseAddress, as: Scalar.dtype, RegionRuns(elements), columns: columns,
      to: destination, dtype: dtype, threads: threads)
    withExtendedLifetime(matrix) {}
  }
}

extension Tensor {
  /// The transpose of a matrix, made in tiles that fit the cache.
  fileprivate func transposed<Element: TensorElement>(
    as: Element.Type
  ) throws(TensorInitError) -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    let result = try Tensor(uninitialized: [columns, rows], dtype: dtype)
    let source = baseAddress.assumingMemoryBound(to: Element.self)
    let target = result.baseAddress.assumingMemoryBound(to: Element.self)
    let tile = 32
    for rowStart in stride(from: 0, to: rows, by: tile) {
      for columnStart in stride(from: 0, to: columns, by: tile) {
        for row in rowStart..<min(rowStart + tile, rows) {
          for column in columnStart..<min(columnStart + tile, columns) {
            target[column * rows + row] = source[row * columns + column]
          }
        }
      }
    }
    return result
  }
}
