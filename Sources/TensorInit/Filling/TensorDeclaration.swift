/// A tensor before it exists, and how it is initialized: what layers, recipes and checkpoints are made of.
public struct TensorDeclaration: Sendable {
  public let spec: TensorSpec
  public let initializer: Initializer

  public init(_ spec: TensorSpec, _ initializer: Initializer) {
    self.spec = spec
    self.initializer = initializer
  }

  /// A parameter.
  public static func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, dtype: DType = .float32
  ) -> TensorDeclaration {
    TensorDeclaration(TensorSpec(name: name, shape: shape, dtype: dtype), initializer)
  }

  /// A buffer: state that isn't trained.
  public static func buffer(
    _ name: String, _ shape: Shape, _ initializer: Initializer, dtype: DType = .float32
  ) -> TensorDeclaration {
    TensorDeclaration(
      TensorSpec(name: name, shape: shape, dtype: dtype, isBuffer: true), initializer)
  }
}
