/// A matrix of normal numbers with the same share of zeros, at random places, in each column
/// (Martens, "Deep learning via Hessian-free optimization", 2010).
///
/// Each column has ceil(sparsity * rows) zeros, the product taken as of decimal numbers: 0.07 of 100
/// rows is 7, not the 8 that binary rounding would give.
struct Sparse: InitializerDefinition {
  var sparsity: Double
  var std = 0.01

  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try checkArguments(for: shape)
    let values = try Normal(std: std).fill(for: dtype)
    return .other(
      SparseFill(
        rows: shape[0], columns: shape[1], zeros: Self.zeros(in: shape[0], sparsity: sparsity),
        values: values))
  }

  func checkArguments(for shape: Shape) throws(TensorInitError) {
    try require(shape, rankIn: 2...2, "2 dimensions")
    guard sparsity >= 0, sparsity <= 1 else {
      throw .invalidArgument(
        argument: "sparsity", given: "\(sparsity)",
        expected: "a fraction in 0...1")
    }
    guard shape[0] <= UInt32.max else {
      throw .invalidShape(
        given: "\(shape)", expected: "at most \(UInt32.max) rows")
    }
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

extension Initializer {
  /// Normal around 0, with ceil(sparsity * rows) zeros at random places in each column (Martens, 2010).
  ///
  /// The tensor has 2 dimensions and a floating-point dtype. The product is taken as of decimal numbers:
  /// 0.07 of 100 rows is 7.
  ///
  /// - Parameters:
  ///   - sparsity: The share of zeros, in 0...1.
  ///   - std: The standard deviation of the other elements, finite, 0 or more.
  public static func sparse(sparsity: Double, std: Double = 0.01) -> Initializer {
    Initializer(Sparse(sparsity: sparsity, std: std))
  }
}
