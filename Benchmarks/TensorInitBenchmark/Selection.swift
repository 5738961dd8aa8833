import TensorInit

/// Which workloads to measure.
struct Selection {
  /// Initializers as expressions; none for every one there is.
  var expressions: [String]
  var dtypes: [DType]
  /// Numbers of elements, powers of 2, each in a shape that suits the initializer.
  var sizes: [Int]
  /// Shapes to measure as they are.
  var shapes: [Shape]
  var algorithm: Generator.Algorithm

  /// Every combination of the four.
  ///
  /// Of every initializer, those that the library refuses are left out, as a law of real numbers on
  /// integers.
  ///
  /// - Throws: What is wrong with an expression, or with an initializer that was asked for by name.
  func workloads() throws(TensorInitError) -> [Workload] {
    var workloads: [Workload] = []
    for expression in expressions {
      let initializer = try Initializer(expression)
      for (dtype, shape) in targets(for: initializer) {
        workloads.append(
          try Workload(initializer, dtype: dtype, shape: shape, algorithm: algorithm))
      }
    }
    guard expressions.isEmpty else { return workloads }
    for name in Initializer.names {
      let candidates = try Self.examples(of: name).map(Self.initializer)
      for (dtype, shape) in targets(for: candidates[0]) {
        let possible = candidates.lazy.compactMap { candidate in
          try? Workload(candidate, dtype: dtype, shape: shape, algorithm: algorithm)
        }
        if let workload = possible.first { workloads.append(workload) }
      }
    }
    return workloads
  }

  private static func initializer(_ expression: String) throws(TensorInitError) -> Initializer {
    try Initializer(expression)
  }

  /// Expressions with arguments where the initializer requires some; the first that suits a dtype is used.
  private static func examples(of name: String) -> [String] {
    switch name {
    case "constant": ["constant(value=0.5)", "constant(value=1)"]
    case "geometric": ["geometric(p=0.25)"]
    case "log_of_uniform": ["log_of_uniform(low=1, high=16)"]
    case "log_uniform": ["log_uniform(low=0.001, high=0.1)"]
    case "random": ["random(low=0, high=1000)", "random"]
    case "sparse": ["sparse(sparsity=0.1)"]
    default: [name]
    }
  }

  private func targets(for initializer: Initializer) -> [(DType, Shape)] {
    dtypes.flatMap { dtype in
      (sizes.map { Self.shape(for: initializer, dtype, elements: $0) } + shapes).map { (dtype, $0) }
    }
  }

  /// A square matrix, or where the initializer takes none a convolution's weight or a vector, of about so many elements.
  private static func shape(
    for initializer: Initializer, _ dtype: DType, elements: Int
  ) -> Shape {
    // An orthogonal matrix of as many elements as a fill has would take minutes.
    let slow = ["orthogonal", "delta_orthogonal"]
    let elements = slow.contains(initializer.name) ? min(elements, 1 << 20) : elements
    let rows = 1 << (elements.trailingZeroBitCount / 2)
    let matrix: Shape = [rows, elements / rows]
    let kernels = max(elements / 4, 1)
    let outputs = 1 << ((kernels.trailingZeroBitCount + 1) / 2)
    let candidates = [matrix, [outputs, kernels / outputs, 4], [elements]]
    return candidates.first { (try? initializer.check(shape: $0, dtype: dtype)) != nil } ?? matrix
  }
}
