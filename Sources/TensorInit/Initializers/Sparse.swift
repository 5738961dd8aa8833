/// A matrix of normal numbers with the same share of zeros, at random places, in each column
/// (Martens, "Deep learning via Hessian-free optimization", 2010).
///
/// Each column has ceil(sparsity * rows) zeros, the product taken as of decimal numbers: 0.07 of 100
/// rows is 7, not the 8 that binary rounding would give.
struct Sparse: InitializationScheme {
  var sparsity: Double
  var std = 0.01

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try require(shape, rankIn: 2...2, "2 dimensions")
    guard sparsity >= 0, sparsity <= 1 else {
      throw .invalidArgument(
        function: name, argument: "sparsity", given: "\(sparsity)",
        expected: "a fraction in 0...1")
    }
    guard shape[0] <= UInt32.max else {
      throw .invalidShape(
        function: name, given: shape, expected: "at most \(UInt32.max) rows")
    }
    if algorithm.isSequential { return try torchFill(for: shape, dtype) }
    let zeros = Self.zeros(in: shape[0], sparsity: sparsity)
    let normal = try normal(std: std, for: dtype, from: algorithm)
    return .other(
      SparseFill(rows: shape[0], columns: shape[1], zeros: zeros, values: normal))
  }

  /// The least whole number that is not below sparsity * rows by more than the product's rounding.
  static func zeros(in rows: Int, sparsity: Double) -> Int {
    let product = sparsity * Double(rows)
    return min(Int((product - product * 0x1p-50).rounded(.up)), rows)
  }

  static let signature = Signature(
    "sparse", aliases: ["snormal"], Sparse(sparsity: 0),
    .number("sparsity", \.sparsity, isRequired: true), .number("std", \.std))
  var signature: Signature<Self> { Self.signature }
}
