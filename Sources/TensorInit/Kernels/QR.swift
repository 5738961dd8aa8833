internal import CLAPACKE
internal import COpenBLAS

/// The QR factorization of LAPACK (Householder's, blocked: geqrf and orgqr) on column-major matrices.
protocol QRScalar: BinaryFloatingPoint, Sendable {
  static func geqrf(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Self>,
    _ factors: UnsafeMutablePointer<Self>
  ) -> Int32
  static func orgqr(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Self>,
    _ factors: UnsafeMutablePointer<Self>
  ) -> Int32
}

extension Float: QRScalar {
  static func geqrf(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Float>,
    _ factors: UnsafeMutablePointer<Float>
  ) -> Int32 {
    LAPACKE_sgeqrf(LAPACK_COL_MAJOR, rows, columns, matrix, rows, factors)
  }

  static func orgqr(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Float>,
    _ factors: UnsafeMutablePointer<Float>
  ) -> Int32 {
    LAPACKE_sorgqr(LAPACK_COL_MAJOR, rows, columns, columns, matrix, rows, factors)
  }
}

extension Double: QRScalar {
  static func geqrf(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Double>,
    _ factors: UnsafeMutablePointer<Double>
  ) -> Int32 {
    LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, columns, matrix, rows, factors)
  }

  static func orgqr(
    _ rows: Int32, _ columns: Int32, _ matrix: UnsafeMutablePointer<Double>,
    _ factors: UnsafeMutablePointer<Double>
  ) -> Int32 {
    LAPACKE_dorgqr(LAPACK_COL_MAJOR, rows, columns, columns, matrix, rows, factors)
  }
}

/// Replaces a column-major matrix of `rows >= columns` by Q of its QR factorization in which R's
/// diagonal is positive: of Gaussian numbers that makes Q uniform (Haar) among matrices with
/// orthonormal columns (Mezzadri, "How to generate random matrices from the classical compact
/// groups", 2007).
func orthonormalize<Scalar: QRScalar>(
  _ matrix: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int
) throws(TensorInitError) {
  guard let m = Int32(exactly: rows), let n = Int32(exactly: columns) else {
    throw .invalidShape(
      function: "orthogonal", given: [rows, columns],
      expected: "at most \(Int32.max) rows and columns")
  }
  var factors = [Scalar](repeating: 0, count: columns)
  let geqrf = Scalar.geqrf(m, n, matrix, &factors)
  guard geqrf == 0 else {
    throw .linearAlgebraFailure(routine: "geqrf", info: Int(geqrf))
  }
  let signs = (0..<columns).map { matrix[$0 * rows + $0] < 0 ? Scalar(-1) : 1 }
  let orgqr = Scalar.orgqr(m, n, matrix, &factors)
  guard orgqr == 0 else {
    throw .linearAlgebraFailure(routine: "orgqr", info: Int(orgqr))
  }
  for (column, sign) in signs.enumerated() where sign < 0 {
    for element in column * rows..<(column + 1) * rows { matrix[element].negate() }
  }
}
