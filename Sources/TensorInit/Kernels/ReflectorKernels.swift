internal import CFillKernels

/// The place of a matrix's first element, and how far apart neighbours in a column and in a row are, in elements;
/// one of the two is 1.
struct MatrixPlace {
  var base: UnsafeMutableRawPointer
  var rowStride: Int
  var columnStride: Int
}

/// The kernels of products of Householder reflectors, in float32 or float64.
///
/// A product is made of blocks of reflectors, and in lines of columns.
struct ReflectorKernels: Sendable {
  private let kernels: ck_reflectors

  /// - Throws: `invalidArgument` where the environment asks for an unknown instruction set.
  init(for dtype: DType) throws(TensorInitError) {
    kernels =
      ck_reflector_kernels(try InstructionSet.current.get().kernels, dtype.kernelType)
      .pointee
  }

  /// How many reflectors a block has.
  var blockSize: Int { kernels.block }
  /// How many columns a line has.
  var lineWidth: Int { kernels.line }

  /// How many bytes all reflectors of a matrix take.
  func byteCount(rows: Int, reflectors columns: Int) -> Int {
    kernels.reflectors_size(rows, columns)
  }

  /// How many bytes lines of the product take while they are made.
  func byteCount(rows: Int, lines: Int) -> Int { kernels.lines_size(rows, lines) }

  /// Makes a block of the reflectors of a Gaussian matrix.
  func reflect(
    _ gaussian: MatrixPlace, rows: Int, columns: Int, block: Int,
    to reflectors: UnsafeMutableRawPointer
  ) {
    kernels.reflect(
      gaussian.base, gaussian.rowStride, gaussian.columnStride, rows, columns, block, reflectors)
  }

  /// Makes lines of the product, the first of which begins with `firstColumn`, a multiple of a line's width.
  func multiply(
    _ reflectors: UnsafeRawPointer, rows: Int, columns: Int, firstColumn: Int, lines: Int,
    to made: UnsafeMutableRawPointer
  ) {
    kernels.multiply(reflectors, rows, columns, firstColumn, lines, made)
  }

  /// Writes some rows of the columns that ``multiply(_:rows:columns:firstColumn:lines:to:)`` made, times `gain` and
  /// clamped to `-largest...largest`.
  func store(
    _ made: UnsafeRawPointer, _ reflectors: UnsafeRawPointer, rows: Int, columns: Range<Int>,
    wantedRows: Range<Int>, gain: Double, largest: Double, to result: MatrixPlace
  ) {
    kernels.store(
      reflectors, made, rows, columns.lowerBound, columns.count, wantedRows.lowerBound,
      wantedRows.count, gain, largest, result.base, result.rowStride, result.columnStride)
  }
}
