/// A tensor before it exists, and how it is initialized: what layers, recipes and checkpoints are made of.
public struct TensorDeclaration: Sendable {
  /// Name, shape, dtype, and whether it is a buffer.
  public let spec: TensorSpec
  /// How its elements get their values.
  public let initializer: Initializer

  /// A tensor of this description; whether the initializer can fill it is found out when it is made.
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
