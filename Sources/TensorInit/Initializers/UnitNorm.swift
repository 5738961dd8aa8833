/// Another initializer's values, each row or column of them divided by its Euclidean norm, so that it has length 1; as
/// nGPT starts (Loshchilov et al., "nGPT: normalized transformer", 2024).
///
/// A row is all elements along the last axis, or along the axes that are named, which follow one another. One of
/// zeros stays one. float16 and bfloat16 are computed in float32.
struct UnitNorm: ComposedInitializer {
  var of = Initializer.normal()
  var axis = [-1]

  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try requireFloatingPoint(dtype)
    var named: [Int: String] = [:]
    let axes = try shape.indices(ofAxes: axis, "axis", besides: &named)
    guard let first = axes.min(), let last = axes.max(), last - first == axes.count - 1 else {
      throw .invalidArgument(
        argument: "axis", given: Literal.text(of: axis),
        expected: "an axis, or several that follow one another")
    }
    let computed: DType = dtype == .float64 ? .float64 : .float32
    return .other(
      UnitNormFill(
        inner: try of.innerFill(for: shape, computed, from: algorithm),
        count: try shape.elementCount, length: shape[first...last].reduce(1, *),
        columns: shape[(last + 1)...].reduce(1, *),
        computed: computed))
  }

  static let signature = Signature(
    "unit_norm", UnitNorm(), .initializer("of", \.of),
    .integers("axis", \.axis, omitting: [-1]))
  var signature: Signature<Self> { Self.signature }
}

extension Initializer {
  /// Another initializer's values, each row or column of them divided by its Euclidean norm; one of zeros, or with an
  /// infinity or nan in it, stays as it is (Loshchilov et al., 2024).
  ///
  /// The tensor has a floating-point dtype and at least 1 dimension. A part of it is made of the rows that it touches.
  ///
  /// - Parameters:
  ///   - initializer: What gives the values; of float16 and bfloat16 in float32.
  ///   - axis: Along which dimensions a vector lies: -1 for rows, 0 for a matrix' columns, several that follow one
  ///     another, as of (out, in, kernel...) all but the first, for vectors of all their elements.
  public static func unitNorm(
    of initializer: Initializer = .normal(), axis: [Int] = [-1]
  ) -> Initializer {
    Initializer(UnitNorm(of: initializer, axis: axis))
  }
}
