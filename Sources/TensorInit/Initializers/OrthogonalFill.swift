/// Draws a Gaussian matrix and makes the rows or columns of another one orthonormal with it, as a product of
/// reflectors.
///
/// Row k of a wide matrix, or column k of a tall one, needs the draws of those up to it, and no other of the result. A
/// part of one costs as much as all of it.
struct OrthogonalFill: Fill {
  let rows: Int
  let columns: Int
  let gain: Double
  let gaussian: AnyFill
  /// The dtype of the computation.
  let computed: DType
  /// Whether it is the rows that become orthonormal, one after the other.
  let startsFromRows: Bool

  var traits: FillTraits {
    FillTraits(
      isRandom: true, isDivisible: false, workPerElement: 16 + min(rows, columns) / 4)
  }

  func write(
    _ elements: Range<Int>, to destination: UnsafeMutableRawPointer, dtype: DType, draws: Draws,
    threads: Int
  ) throws(TensorInitError) {
    try write(
      RegionRuns(elements), ofTensorOf: rows * columns, to: destination, dtype: dtype,
      draws: draws, threads: threads)
  }

  func write(
    _ region: RegionRuns, ofTensorOf count: Int, to destination: UnsafeMutableRawPointer,
    dtype: DType, draws: Draws, threads: Int
  ) throws(TensorInitError) {
    guard region.count > 0 else { return }
    let wanted = region.bounds(columns: columns)
    let product = try HouseholderProduct(
      rows: max(rows, columns), columns: startsFromRows ? wanted.rows : wanted.columns,
      dtype: computed, threads: threads)
    let drawn =
      startsFromRows
      ? [0..<product.columns.upperBound, 0..<columns] : [0..<rows, 0..<product.columns.upperBound]
    // What is drawn gives way to what is made of it.
    let isInPlace = dtype == computed && region.only == 0..<count
    let storage = try Storage(
      byteCount: drawn[1].count * computed.byteCount, parts: isInPlace ? 0 : drawn[0].count)
    let base = isInPlace ? destination : storage.base
    try gaussian.make(
      RegionRuns(box: drawn, of: [rows, columns]), ofTensorOf: count, to: base, dtype: computed,
      draws: draws, threads: threads)
    try product.reflect(place(base, columns: drawn[1].count), threads: threads)

    let made =
      startsFromRows
      ? MatrixBox(rows: product.columns, columns: wanted.columns)
      : MatrixBox(rows: wanted.rows, columns: product.columns)
    try product.write(
      rows: startsFromRows ? made.columns : made.rows, gain: gain, largest: dtype.largestFinite,
      to: place(base, columns: made.columns.count))
    if !isInPlace {
      try made.copy(
        base, as: computed, region, columns: columns, to: destination, dtype: dtype,
        threads: threads)
    }
    withExtendedLifetime(storage) {}
  }

  /// A row-major matrix of so many columns, or its transpose where the rows become orthonormal.
  private func place(_ base: UnsafeMutableRawPointer, columns: Int) -> MatrixPlace {
    MatrixPlace(
      base: base, rowStride: startsFromRows ? 1 : columns,
      columnStride: startsFromRows ? columns : 1)
  }
}
