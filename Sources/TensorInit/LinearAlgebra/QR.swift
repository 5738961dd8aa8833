internal import CLAPACKE

/// The QR factorization of LAPACK (Householder's, blocked: geqrf and orgqr) on column-major matrices.
///
/// Both take work space of a size that they tell where `workCount` is -1.
protocol QRScalar: BinaryFloatingPoint, Sendable {
  static func geqrf(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Self>,
    _ factors: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>, _ workCount: Int32
  ) -> Int32
  static func orgqr(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Self>,
    _ factors: UnsafeMutablePointer<Self>, _ work: UnsafeMutablePointer<Self>, _ workCount: Int32
  ) -> Int32
}

extension Float: QRScalar {
  static func geqrf(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Float>,
    _ factors: UnsafeMutablePointer<Float>, _ work: UnsafeMutablePointer<Float>, _ workCount: Int32
  ) -> Int32 {
    lapacke.sgeqrf(
      LAPACK_COL_MAJOR, rows, columns, matrix, rows, factors, work, workCount)
  }

  static func orgqr(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Float>,
    _ factors: UnsafeMutablePointer<Float>, _ work: UnsafeMutablePointer<Float>, _ workCount: Int32
  ) -> Int32 {
    lapacke.sorgqr(
      LAPACK_COL_MAJOR, rows, columns, columns, matrix, rows, factors, work, workCount)
  }
}

extension Double: QRScalar {
  static func geqrf(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Double>,
    _ factors: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>,
    _ workCount: Int32
  ) -> Int32 {
    lapacke.dgeqrf(
      LAPACK_COL_MAJOR, rows, columns, matrix, rows, factors, work, workCount)
  }

  static func orgqr(
    _ lapacke: LAPACKE, _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Double>,
    _ factors: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>,
    _ workCount: Int32
  ) -> Int32 {
    lapacke.dorgqr(
      LAPACK_COL_MAJOR, rows, columns, columns, matrix, rows, factors, work, workCount)
  }
}

/// Replaces a column-major matrix of `rows >= columns` by Q of its QR factorization in which R's
/// diagonal is positive: of Gaussian numbers that makes Q uniform (Haar) among matrices with
/// orthonormal columns (Mezzadri, "How to generate random matrices from the classical compact
/// groups", 2007).
///
/// - Throws: `outOfMemory` where there is no work space, `fileFailure` where LAPACK can't be loaded,
///   `linearAlgebraFailure` where it fails.
func orthonormalize<Scalar: QRScalar>(
  _ matrix: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, threads: Int
) throws(TensorInitError) {
  let size = MemoryLayout<Scalar>.stride
  let storage = try Storage(byteCount: 2 * columns * size)
  let factors = storage.base.bindMemory(to: Scalar.self, capacity: 2 * columns)
  let signs = factors + columns
  let (m, n) = (Int32(rows), Int32(columns))
  try OpenBLAS.withThreads(threads) { () throws(TensorInitError) in
    // After OpenBLAS, which it is built on.
    let lapacke = try LAPACKE.functions()
    try LAPACKE.run("geqrf") { Scalar.geqrf(lapacke, m, n, matrix, factors, $0, $1) }
    for column in 0..<columns { signs[column] = matrix[column * rows + column] < 0 ? -1 : 1 }
    try LAPACKE.run("orgqr") { Scalar.orgqr(lapacke, m, n, matrix, factors, $0, $1) }
  }
  for column in 0..<columns where signs[column] < 0 {
    for element in column * rows..<(column + 1) * rows { matrix[element].negate() }
  }
  withExtendedLifetime(storage) {}
}
