/// A matrix with orthonormal rows or columns, whichever are fewer, times `gain`
/// (Saxe, McClelland and Ganguli, 2013).
///
/// It has the law of Q of the QR factorization of a Gaussian matrix, the signs of R's diagonal folded in,
/// and so is uniform among such matrices (Mezzadri, 2007). Tensors of more dimensions are matrices of
/// dimension 0 by all others. float16 and bfloat16 are computed in float32.
///
/// The Gaussian numbers are the same everywhere; the result agrees within rounding, because OpenBLAS's
/// sums depend on the processor and, of a factorization, on the number of its threads. A
/// factorization by several threads is the only one meanwhile, as OpenBLAS's threads are the process's.
struct Orthogonal: InitializationScheme {
  var gain = 1.0
  var method = OrthogonalMethod.reflectors

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 2...Int.max, "at least 2 dimensions")
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(function: name, given: dtype, expected: "a floating-point dtype")
    }
    guard gain.magnitude <= dtype.largestFinite else {
      throw .invalidArgument(
        function: name, argument: "gain", given: "\(gain)",
        expected: "a finite number within \(dtype)'s range")
    }
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    guard max(rows, columns) <= Self.largestSize else {
      throw .invalidShape(
        function: name, given: shape,
        expected: "at most \(Self.largestSize) rows (dimension 0) and columns (the others)")
    }
    let computed = try computedDType(for: dtype, algorithm)
    return .other(
      OrthogonalFill(
        rows: rows, columns: columns, gain: gain,
        gaussian: try Normal().fill(for: computed, from: algorithm), computed: computed,
        // PyTorch factorizes, and of a square matrix makes the columns orthonormal one after the other.
        method: algorithm.isSequential ? .qr : method,
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

  static let signature = Signature(
    "orthogonal", Orthogonal(), .number("gain", \.gain),
    .choice("method", \.method, omitting: .reflectors))
  var signature: Signature<Self> { Self.signature }
}

/// How an orthonormal matrix is made; all ways have the same law, and different values.
public enum OrthogonalMethod: String, CaseIterable, Sendable, Hashable {
  /// As a product of Householder reflectors that are drawn directly (Stewart, 1980): the faster way.
  case reflectors
  /// By LAPACK's QR factorization of a Gaussian matrix.
  case qr

  /// The method of this name: `reflectors` or `qr`.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "method") { [$0.rawValue] }
  }
}

extension OrthogonalMethod: NamedChoice {}
