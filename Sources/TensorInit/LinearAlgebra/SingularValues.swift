internal import CLAPACKE

/// The singular values of matrices, by LAPACK's divide and conquer (gesdd; Gu and Eisenstat, "A divide-and-conquer
/// algorithm for the bidiagonal SVD", 1995).
package enum SingularValues {
  /// The singular values of a matrix, the largest first.
  ///
  /// - Parameters:
  ///   - matrix: Finite numbers, row after row, `columns` in each.
  ///   - columns: At least 1, and no more than an Int32 holds, as the rows.
  /// - Throws: `outOfMemory` where there is no work space, `fileFailure` where LAPACK can't be loaded,
  ///   `linearAlgebraFailure` where it finds none.
  package static func of(
    _ matrix: [Double], columns: Int, threads: Int
  ) throws(TensorInitError) -> [Double] {
    let rows = matrix.count / columns
    guard rows > 0 else { return [] }
    let count = min(rows, columns)
    // What LAPACK overwrites: a copy of the matrix, the values, and integers of 4 bytes.
    let storage = try Storage(
      byteCount: (matrix.count + count) * MemoryLayout<Double>.stride
        + 8 * count * MemoryLayout<Int32>.stride)
    let elements = storage.base.bindMemory(to: Double.self, capacity: matrix.count + count)
    matrix.withUnsafeBufferPointer {
      elements.update(from: $0.baseAddress ?? UnsafePointer(elements), count: matrix.count)
    }
    let values = elements + matrix.count
    let integers = UnsafeMutableRawPointer(values + count)
      .bindMemory(to: Int32.self, capacity: 8 * count)
    // To LAPACK these are the columns of the transposed matrix, which has the same singular values.
    let (m, n) = (Int32(columns), Int32(rows))
    try OpenBLAS.withThreads(threads) { () throws(TensorInitError) in
      let lapacke = try LAPACKE.functions()
      try LAPACKE.run("gesdd") { (work: UnsafeMutablePointer<Double>, workCount: Int32) in
        // Without vectors, whose places stay unused.
        lapacke.dgesdd(
          LAPACK_COL_MAJOR, 0x4e, m, n, elements, m, values, nil, 1, nil, 1, work, workCount,
          integers)
      }
    }
    let result = Array(UnsafeBufferPointer(start: values, count: count))
    withExtendedLifetime(storage) {}
    return result
  }
}
