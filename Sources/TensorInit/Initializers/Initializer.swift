/// A way of giving tensors their initial values, ready to be used on any number of them.
///
/// ```swift
/// try weight.initialize(.kaimingNormal(nonlinearity: .relu, mode: .fanOut))
/// let initializer = try Initializer("trunc_normal(std=0.02, low=-0.04, high=0.04)")
/// ```
public struct Initializer: Sendable {
  let scheme: any InitializationScheme

  init(_ scheme: some InitializationScheme) {
    self.scheme = scheme
  }

  /// The initializer written as `name`, `name(value, ...)` or `name(key=value, ...)`.
  ///
  /// - Parameter expression: With the names of PyTorch's initializers without the trailing
  ///   underscore, or of the k api: `zeros`, `uniform(-1, 1)`, `knormal(mode=fan_out)`.
  /// - Throws: `invalidExpression`, `unknownName` or `invalidArgument`, which say what is wrong in it.
  public init(_ expression: String) throws(TensorInitError) {
    self = try Catalogue.initializer(expression)
  }

  /// The initializer's name, as in expressions.
  public var name: String { scheme.name }
}

extension Initializer: CustomStringConvertible {
  /// The expression that reads back as this initializer.
  public var description: String { scheme.expression }
}
