/// An initializer that is made of another one's values, whichever generator draws them.
protocol ComposedInitializer: InitializerDefinition {
  /// What to write, every argument checked against the shape and dtype.
  ///
  /// - Parameter algorithm: That of the generator, for the other initializer.
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill
}

extension ComposedInitializer {
  func fill(for shape: Shape, _ dtype: DType) throws(TensorInitError) -> AnyFill {
    try fill(for: shape, dtype, from: .standard)
  }

  func torchFill(
    for shape: Shape, _ dtype: DType, as algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    try fill(for: shape, dtype, from: algorithm)
  }
}

extension Initializer {
  /// What an initializer writes that another one is made of, with its own name in what is wrong.
  func innerFill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    do throws(TensorInitError) {
      let fill = try fill(for: shape, dtype, from: algorithm)
      guard !fill.traits.hasOwnStreams else {
        throw .invalidArgument(
          argument: "blocks", given: "a part of something else", expected: "a whole tensor of them")
      }
      return fill
    } catch {
      throw error.called(name)
    }
  }
}

extension Parameter {
  /// An initializer that another one is made of, written as an expression.
  static func initializer(
    _ name: String, _ path: any WritableKeyPath<Value, Initializer> & Sendable
  ) -> Parameter {
    member(name, path) { argument throws(TensorInitError) in
      try Catalogue.initializer(argument.text, calculating: argument.calculation)
    } text: {
      "\($0)"
    }
  }
}
