/// A way of giving tensors their initial values, ready to be used on any number of them.
///
/// ```swift
/// try weight.initialize(.kaimingNormal(nonlinearity: .relu, mode: .fanOut))
/// let initializer = try Initializer("trunc_normal(std=0.02, low=-0.04, high=0.04)")
/// ```
public struct Initializer: Sendable {
  let definition: any InitializerDefinition

  init(_ definition: some InitializerDefinition) {
    self.definition = definition
  }

  /// The initializer written as `name`, `name(value, ...)` or `name(key=value, ...)`.
  ///
  /// - Parameter expression: With the names of PyTorch's initializers without the trailing
  ///   underscore, or of the k api: `zeros`, `uniform(-1, 1)`, `knormal(mode=fan_out)`.
  /// - Throws: `invalidExpression`, `unknownName` or `invalidArgument`, which say what is wrong in it.
  public init(_ expression: String) throws(TensorInitError) {
    self = try Catalogue.initializer(expression, calculating: nil)
  }

  /// The initializer written so, with arguments that may be calculated.
  ///
  /// - Parameter calculation: Makes numbers of arguments that are no literals.
  package init(
    _ expression: String, calculating calculation: @escaping Calculation
  ) throws(TensorInitError) {
    self = try Catalogue.initializer(expression, calculating: calculation)
  }

  /// The initializer's name, as in expressions.
  public var name: String { definition.name }
}

extension Initializer {
  /// Whether a tensor of this shape and dtype can be initialized so.
  ///
  /// - Parameters:
  ///   - shape: The tensor's sizes.
  ///   - dtype: The type of its elements.
  ///   - algorithm: That of the generator that will be used.
  /// - Throws: What ``Tensor/initialize(_:using:threads:)`` would throw of the shape, the dtype and the
  ///   arguments: `invalidShape`, `unsupportedDType` or `invalidArgument`.
  public func check(
    shape: Shape, dtype: DType, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) {
    _ = try checkedFill(for: shape, dtype, from: algorithm)
  }

  /// Whether of a tensor of this shape and dtype any elements can be made without the others, at no more than their
  /// share of the work.
  ///
  /// It is so of all laws whose elements are drawn each by itself. A row of an orthogonal matrix takes more, and of laws
  /// that are drawn with PyTorch's generators every part takes the work of the whole.
  ///
  /// - Parameters:
  ///   - shape: The tensor's sizes.
  ///   - dtype: The type of its elements.
  ///   - algorithm: That of the generator that will be used.
  /// - Throws: What ``check(shape:dtype:for:)`` throws.
  public func isDivisible(
    shape: Shape, dtype: DType, for algorithm: Generator.Algorithm = .standard
  ) throws(TensorInitError) -> Bool {
    try checkedFill(for: shape, dtype, from: algorithm).traits.isDivisible
  }

  private func checkedFill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    _ = try InstructionSet.current.get()
    do throws(TensorInitError) {
      _ = try shape.elementCount(of: dtype)
      return try fill(for: shape, dtype, from: algorithm)
    } catch {
      throw error.called(name)
    }
  }

  /// The fans of a tensor of this shape, by the layout that the initializer has, if it has one; `nil` where there are
  /// none.
  ///
  /// - Throws: As ``check(shape:dtype:for:)`` does.
  public func fans(shape: Shape) throws(TensorInitError) -> Fans? {
    try definition.fans(of: shape)
  }

  /// The standard deviation of the elements of a tensor of this shape and dtype, by their law.
  ///
  /// It is 0 of constants, and `nil` of laws that don't have one, such as Cauchy's, and of those of which it isn't
  /// computed.
  ///
  /// - Throws: As ``check(shape:dtype:for:)`` does.
  public func deviation(shape: Shape, dtype: DType) throws(TensorInitError) -> Double? {
    try check(shape: shape, dtype: dtype)
    return try definition.deviation(for: shape, dtype)
  }

  /// What to write, with everything checked that is the same for all calls.
  ///
  /// - Throws: What is wrong with the shape, the dtype or the arguments, without the initializer's name, which the
  ///   plan adds.
  func fill(
    for shape: Shape, _ dtype: DType, from algorithm: Generator.Algorithm
  ) throws(TensorInitError) -> AnyFill {
    algorithm.isSequential
      ? try definition.torchFill(for: shape, dtype, as: algorithm)
      : try definition.fill(for: shape, dtype)
  }
}

extension Initializer: CustomStringConvertible {
  /// The expression that reads back as this initializer.
  public var description: String { definition.expression }
}
