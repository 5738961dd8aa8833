/// A matrix with orthonormal rows or columns, whichever are fewer, times `gain`
/// (Saxe, McClelland and Ganguli, 2013).
///
/// It has the law of Q of the QR factorization of a Gaussian matrix, the signs of R's diagonal folded in,
/// and so is uniform among such matrices (Mezzadri, 2007). Tensors of more dimensions are matrices of
/// dimension 0 by all others. float16 and bfloat16 are computed in float32.
///
/// Of a factorization, the last bits are the machine's: LAPACK's sums depend on the processor and on the number of
/// threads. One by several threads is the only one meanwhile, as OpenBLAS's threads are the process's.
struct Orthogonal: InitializerDefinition {
  var gain = 1.0
  var method = OrthogonalMethod.reflectors

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try fill(
      for: shape, dtype, computedIn: dtype == .float64 ? .float64 : .float32, method: method,
      isSquareByRows: true
    ) { computed throws(TensorInitError) in try Normal().fill(for: computed) }
  }

  /// - Parameters:
  ///   - computed: What the matrix is drawn and computed in.
  ///   - isSquareByRows: Whether of a square matrix it is the rows that become orthonormal one after the other.
  ///   - gaussian: Standard normal numbers of that dtype.
  func fill(
    for shape: Shape, _ dtype: DType, computedIn computed: DType, method: OrthogonalMethod,
    isSquareByRows: Bool, gaussian: (DType) throws(TensorInitError) -> AnyFill
  ) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 2...Int.max, "at least 2 dimensions")
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(given: "\(dtype)", expected: "a floating-point dtype")
    }
    guard gain.magnitude <= dtype.largestFinite else {
      throw .invalidArgument(
        argument: "gain", given: "\(gain)",
        expected: "a finite number within \(dtype)'s range")
    }
    let (rows, columns) = (shape[0], shape.dropFirst().reduce(1, *))
    guard max(rows, columns) <= Self.largestSize else {
      throw .invalidShape(
        given: "\(shape)",
        expected: "at most \(Self.largestSize) rows (dimension 0) and columns (the others)")
    }
    let startsFromRows = isSquareByRows ? rows <= columns : rows < columns
    return switch method {
    case .reflectors:
      .other(
        OrthogonalFill(
          rows: rows, columns: columns, gain: gain, gaussian: try gaussian(computed),
          computed: computed, startsFromRows: startsFromRows))
    case .qr:
      .other(
        OrthogonalQRFill(
          rows: rows, columns: columns, gain: gain, gaussian: try gaussian(computed),
          computed: computed, startsFromRows: startsFromRows))
    }
  }

  /// LAPACK counts with 32 bits, and both methods take the same shapes.
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
  /// By LAPACK's QR factorization of a Gaussian matrix, whose last bits depend on the processor and on the number of
  /// threads.
  case qr

  /// The method of this name: `reflectors` or `qr`.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.allCases, kind: "method") { [$0.rawValue] }
  }
}

extension OrthogonalMethod: NamedChoice {}

extension Initializer {
  /// `gain` times a random matrix with orthonormal rows or columns, whichever are fewer
  /// (Saxe, McClelland and Ganguli, 2013), uniformly distributed (Mezzadri, 2007).
  ///
  /// The tensor has at least 2 dimensions, taken as dimension 0 by all others, and a floating-point
  /// dtype. A part of a wide matrix is made of the rows that it touches, each of them whole, and of a tall one of the
  /// columns; the Gaussian numbers of those before them are drawn too.
  ///
  /// - Parameters:
  ///   - gain: A factor, finite; its magnitude is the length of the rows or columns.
  ///   - method: How it is computed, which decides the values but not their law; PyTorch's generator always
  ///     factorizes.
  public static func orthogonal(
    gain: Double = 1, method: OrthogonalMethod = .reflectors
  ) -> Initializer {
    Initializer(Orthogonal(gain: gain, method: method))
  }
}
