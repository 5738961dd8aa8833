internal import COpenBLAS

/// A matrix in memory, in either order.
struct Matrix<Scalar> {
  let base: UnsafeMutablePointer<Scalar>
  let isRowMajor: Bool
  /// How far apart its rows are, or in the other order its columns.
  let stride: Int

  /// The part from a row and a column on.
  func from(row: Int, column: Int) -> Matrix {
    Matrix(base: base + offset(row, column), isRowMajor: isRowMajor, stride: stride)
  }

  func offset(_ row: Int, _ column: Int) -> Int {
    isRowMajor ? row * stride + column : column * stride + row
  }

  subscript(row: Int, column: Int) -> Scalar {
    get { base[offset(row, column)] }
    nonmutating set { base[offset(row, column)] = newValue }
  }

  /// Makes its first rows and columns 0.
  func clear(rows: Int, columns: Int) where Scalar: BinaryFloatingPoint {
    let (lines, length) = isRowMajor ? (rows, columns) : (columns, rows)
    for line in 0..<lines {
      (base + line * stride).update(repeating: 0, count: length)
    }
  }

  fileprivate var order: CBLAS_ORDER { isRowMajor ? CblasRowMajor : CblasColMajor }
}

/// What OpenBLAS computes for the reflectors of an orthonormal matrix.
///
/// All matrices of a call have one order.
protocol BLASScalar: BinaryFloatingPoint, Sendable {
  static func norm(_ count: Int32, _ x: UnsafePointer<Self>, _ step: Int32) -> Self
  static func scale(_ count: Int32, _ factor: Self, _ x: UnsafeMutablePointer<Self>, _ step: Int32)
  static func gemm(
    _ order: CBLAS_ORDER, _ transposition: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ k: Int32,
    _ factor: Self, _ a: UnsafePointer<Self>, _ aStride: Int32, _ b: UnsafePointer<Self>,
    _ bStride: Int32, _ addend: Self, _ c: UnsafeMutablePointer<Self>, _ cStride: Int32)
  static func trsm(
    _ order: CBLAS_ORDER, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Self>, _ aStride: Int32,
    _ b: UnsafeMutablePointer<Self>, _ bStride: Int32)
}

extension Matrix where Scalar: BLASScalar {
  /// The Euclidean norms of what the columns have below the diagonal.
  func normsBelowDiagonal(rows: Int, columns: Int) -> [Scalar] {
    guard isRowMajor else {
      return (0..<columns).map { Scalar.norm(Int32(rows - $0 - 1), base + offset($0 + 1, $0), 1) }
    }
    // Row by row, as far steps from one row of a column to the next miss the caches.
    var squares = [Double](repeating: 0, count: columns)
    for row in 1..<max(rows, 1) {
      let line = base + row * stride
      for column in 0..<min(row, columns) {
        let value = Double(line[column])
        squares[column] += value * value
      }
    }
    return squares.map { Scalar($0.squareRoot()) }
  }

  /// Multiplies what the columns have below the diagonal by a factor each.
  func scaleBelowDiagonal(rows: Int, by factors: [Scalar]) {
    guard isRowMajor else {
      for (column, factor) in factors.enumerated() {
        Scalar.scale(Int32(rows - column - 1), factor, base + offset(column + 1, column), 1)
      }
      return
    }
    for row in 1..<max(rows, 1) {
      let line = base + row * stride
      for column in 0..<min(row, factors.count) { line[column] *= factors[column] }
    }
  }

  /// Becomes factor a b + addend of itself, or with a transposed, of `rows` x `columns`.
  func setProduct(
    rows: Int, columns: Int, inner: Int, _ factor: Scalar, _ a: Matrix, isTransposed: Bool,
    _ b: Matrix, adding addend: Scalar
  ) {
    Scalar.gemm(
      order, isTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner),
      factor, a.base, Int32(a.stride), b.base, Int32(b.stride), addend, base, Int32(stride))
  }

  /// Becomes the solution x of (upper triangle of a) x = itself, of `rows` x `columns`.
  func solve(rows: Int, columns: Int, upperTriangle a: Matrix) {
    Scalar.trsm(
      order, Int32(rows), Int32(columns), a.base, Int32(a.stride), base, Int32(stride))
  }
}

extension Float: BLASScalar {
  static func norm(_ count: Int32, _ x: UnsafePointer<Float>, _ step: Int32) -> Float {
    OpenBLAS.functions.snrm2(count, x, step)
  }

  static func scale(
    _ count: Int32, _ factor: Float, _ x: UnsafeMutablePointer<Float>, _ step: Int32
  ) {
    OpenBLAS.functions.sscal(count, factor, x, step)
  }

  static func gemm(
    _ order: CBLAS_ORDER, _ transposition: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ k: Int32,
    _ factor: Float, _ a: UnsafePointer<Float>, _ aStride: Int32, _ b: UnsafePointer<Float>,
    _ bStride: Int32, _ addend: Float, _ c: UnsafeMutablePointer<Float>, _ cStride: Int32
  ) {
    OpenBLAS.functions.sgemm(
      order, transposition, CblasNoTrans, m, n, k, factor, a, aStride, b, bStride, addend, c,
      cStride)
  }

  static func trsm(
    _ order: CBLAS_ORDER, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Float>, _ aStride: Int32,
    _ b: UnsafeMutablePointer<Float>, _ bStride: Int32
  ) {
    OpenBLAS.functions.strsm(
      order, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, m, n, 1, a, aStride, b, bStride)
  }
}

extension Double: BLASScalar {
  static func norm(_ count: Int32, _ x: UnsafePointer<Double>, _ step: Int32) -> Double {
    OpenBLAS.functions.dnrm2(count, x, step)
  }

  static func scale(
    _ count: Int32, _ factor: Double, _ x: UnsafeMutablePointer<Double>, _ step: Int32
  ) {
    OpenBLAS.functions.dscal(count, factor, x, step)
  }

  static func gemm(
    _ order: CBLAS_ORDER, _ transposition: CBLAS_TRANSPOSE, _ m: Int32, _ n: Int32, _ k: Int32,
    _ factor: Double, _ a: UnsafePointer<Double>, _ aStride: Int32, _ b: UnsafePointer<Double>,
    _ bStride: Int32, _ addend: Double, _ c: UnsafeMutablePointer<Double>, _ cStride: Int32
  ) {
    OpenBLAS.functions.dgemm(
      order, transposition, CblasNoTrans, m, n, k, factor, a, aStride, b, bStride, addend, c,
      cStride)
  }

  static func trsm(
    _ order: CBLAS_ORDER, _ m: Int32, _ n: Int32, _ a: UnsafePointer<Double>, _ aStride: Int32,
    _ b: UnsafeMutablePointer<Double>, _ bStride: Int32
  ) {
    OpenBLAS.functions.dtrsm(
      order, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, m, n, 1, a, aStride, b, bStride)
  }
}
