/// A matrix with orthonormal rows or columns, whichever are fewer, times `gain`
/// (Saxe, McClelland and Ganguli, 2013).
///
/// It is Q of the QR factorization of a Gaussian matrix, the signs of R's diagonal folded in, and so
/// uniform among such matrices (Mezzadri, 2007). Tensors of more dimensions are matrices of
/// dimension 0 by all others. float16 and bfloat16 are computed in float32.
///
/// The Gaussian matrix is the same everywhere; Q agrees within rounding, because LAPACK's sums depend
/// on the processor and on the number of its threads, which is the call's limit at most. One matrix is
/// factored at a time, as OpenBLAS's threads are the process's.
struct Orthogonal: InitializationScheme {
  var gain: Double

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> Fill {
    try require(shape, rankIn: 2...Int.max, "at least 2 dimensions")
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(function: name, given: dtype, expected: "a floating-point dtype")
    }
    try require(gain: gain, for: dtype)
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    guard max(rows, columns) <= Self.largestSize else {
      throw .invalidShape(
        function: name, given: shape,
        expected: "at most \(Self.largestSize) rows (dimension 0) and columns (the others)")
    }
    let computed = try computedDType(for: dtype, algorithm)
    return .structured(
      OrthogonalFill(
        rows: rows, columns: columns, gain: gain,
        gaussian: try Normal().fill(for: computed, from: algorithm), computed: computed,
        // Of a square matrix PyTorch makes the columns orthonormal one after the other; from the rows on
        // it takes no transposition.
        startsFromRows: algorithm.isSequential ? rows < columns : rows <= columns))
  }

  /// What the matrix is drawn and factorized in; the interfaces of PyTorch differ in it.
  private func computedDType(
    for dtype: DType, _ algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> DType {
    switch algorithm {
    case .ars, .philox:
      return dtype == .float64 ? .float64 : .float32
    case .torch:
      guard dtype.byteCount >= 4 else {
        throw .unsupportedDType(
          function: name, given: dtype, expected: "float32 or float64 with PyTorch's generator")
      }
      return dtype
    case .ktorch:
      return .float32
    }
  }

  /// LAPACK counts with 32 bits.
  private static let largestSize = Int(Int32.max)

  static let signature = Signature("orthogonal", parameters: ["gain"])

  init(gain: Double = 1) {
    self.gain = gain
  }

  init(_ arguments: Arguments) throws(TensorInitError) {
    gain = try arguments.number("gain", default: 1)
  }

  var argumentTexts: [(name: String, value: String)] { [("gain", "\(gain)")] }
}

private struct OrthogonalFill: StructuredFill {
  let rows: Int
  let columns: Int
  let gain: Double
  let gaussian: Fill
  /// The dtype of the computation.
  let computed: DType
  let startsFromRows: Bool

  var isRandom: Bool { true }

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
    let matrix = startsFromRows ? gaussian : try gaussian.transposed(as: Scalar.self)
    try orthonormalize(
      matrix.baseAddress.assumingMemoryBound(to: Scalar.self), rows: max(rows, columns),
      columns: min(rows, columns), threads: threads)
    let result = startsFromRows ? matrix : try matrix.transposed(as: Scalar.self)
    withExtendedLifetime(result) {
      let values = result.baseAddress.assumingMemoryBound(to: Scalar.self) + elements.lowerBound
      switch dtype {
      case .float16: store(values, elements.count, as: Float16.self, to: destination)
      case .bfloat16: store(values, elements.count, as: BFloat16.self, to: destination)
      case .float64: store(values, elements.count, as: Double.self, to: destination)
      default: store(values, elements.count, as: Scalar.self, to: destination)
      }
    }
  }

  private func store<Scalar: QRScalar, Element: TensorElement>(
    _ values: UnsafePointer<Scalar>, _ count: Int, as: Element.Type,
    to destination: UnsafeMutableRawPointer
  ) {
    let stored = destination.assumingMemoryBound(to: Element.self)
    for i in 0..<count { stored[i] = Element(nearest: Double(Scalar(gain) * values[i])) }
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
