/// A way of giving a tensor its initial values: reads shape and dtype and decides the numbers.
///
/// It knows neither containers nor generators; ``Initializer`` brings them together.
protocol InitializationScheme: Expressible {
  /// What to write, every argument checked against the shape and dtype.
  ///
  /// It is called, and throws, for tensors without elements too.
  ///
  /// - Parameter algorithm: For the distribution that is drawn from.
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill
}

/// A distribution initializes tensors of every shape alike.
extension InitializationScheme where Self: Distribution {
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try fill(for: dtype, from: algorithm)
  }
}

extension Uniform: InitializationScheme {}
extension Normal: InitializationScheme {}
extension TruncatedNormal: InitializationScheme {}
extension LogNormal: InitializationScheme {}
extension Exponential: InitializationScheme {}
extension Cauchy: InitializationScheme {}
extension Geometric: InitializationScheme {}
extension Bernoulli: InitializationScheme {}
extension RandomIntegers: InitializationScheme {}

extension InitializationScheme {
  /// - Throws: `invalidShape` where the tensor's rank is not in `ranks`.
  func require(
    _ shape: Shape, rankIn ranks: ClosedRange<Int>, _ expected: String
  ) throws(TensorInitError) {
    guard ranks.contains(shape.count) else {
      throw .invalidShape(function: name, given: shape, expected: expected)
    }
  }

  /// - Throws: `invalidArgument` where the gain is not a number of 0 or more that the dtype holds.
  func require(gain: Double, for dtype: DType) throws(TensorInitError) {
    guard gain >= 0, gain <= dtype.largestFinite else {
      throw .invalidArgument(
        function: name, argument: "gain", given: "\(gain)",
        expected: "a finite number of 0 or more, within \(dtype)'s range")
    }
  }
}

/// Laws around 0 of a deviation that a scheme has decided; what is wrong with them is its fault, not theirs.
extension InitializationScheme {
  func normal(
    std: Double, for dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try reportingFaults { () throws(TensorInitError) in
      try Normal(std: std).fill(for: dtype, from: algorithm)
    }
  }

  func uniform(
    std: Double, for dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    let bound = 3.squareRoot() * std
    guard !dtype.isFloatingPoint || bound <= dtype.largestFinite else {
      throw .invalidArgument(
        function: name, argument: "the bound", given: "\(bound)",
        expected: "a number within \(dtype)'s range, up to \(dtype.largestFinite)")
    }
    return try reportingFaults { () throws(TensorInitError) in
      try Uniform(low: -bound, high: bound).fill(for: dtype, from: algorithm)
    }
  }

  /// What `body` gives; faults of the law that it uses name this scheme, which was called.
  func reportingFaults<Result>(
    of body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    do {
      return try body()
    } catch {
      switch error {
      case .invalidArgument(_, let argument, let given, let expected):
        throw .invalidArgument(
          function: name, argument: argument, given: given, expected: expected)
      case .unsupportedDType(_, let given, let expected):
        throw .unsupportedDType(function: name, given: given, expected: expected)
      default:
        throw error
      }
    }
  }
}
