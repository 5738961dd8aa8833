/// A module with tensors of its own, which are declared and then made together.
///
/// ```swift
/// struct Scale: Layer {
///   let tensors: LayerTensors
///
///   init(_ width: Int, using generator: Generator = .default) throws(TensorInitError) {
///     tensors = try LayerTensors(
///       "scale", [.parameter("weight", [width], .normal(mean: 1, std: 0.1))], using: generator)
///   }
/// }
/// ```
public protocol Layer: Module {
  /// The layer's parameters and buffers.
  var tensors: LayerTensors { get }
}

extension Layer {
  public var kind: String { tensors.kind }
  public var ownParameters: TensorDictionary { tensors.parameters }
  public var ownBuffers: TensorDictionary { tensors.buffers }
}

/// One tensor of a layer before it exists.
public struct TensorDeclaration: Sendable {
  public let name: String
  public let shape: Shape
  /// How it is initialized when the layer is made.
  public let initializer: Initializer
  public let isBuffer: Bool
  /// The dtype, whatever the layer's; `nil` for the layer's.
  public let dtype: DType?

  /// A parameter, of the layer's dtype.
  public static func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer
  ) -> TensorDeclaration {
    TensorDeclaration(
      name: name, shape: shape, initializer: initializer, isBuffer: false, dtype: nil)
  }

  /// A buffer, of the layer's dtype or another.
  public static func buffer(
    _ name: String, _ shape: Shape, _ initializer: Initializer, dtype: DType? = nil
  ) -> TensorDeclaration {
    TensorDeclaration(
      name: name, shape: shape, initializer: initializer, isBuffer: true, dtype: dtype)
  }
}

/// The parameters and buffers of one layer, made from their declarations.
public struct LayerTensors {
  /// What the layer is, in lower case, for patterns and errors.
  public let kind: String
  public let parameters: TensorDictionary
  public let buffers: TensorDictionary
  /// What they were made from.
  package let declarations: [TensorDeclaration]

  /// New tensors, initialized as they are declared.
  ///
  /// - Parameters:
  ///   - kind: What the layer is, in lower case.
  ///   - declarations: The tensors, in the order in which they draw from the generator. One that is
  ///     declared again is initialized again: its first draws are made and overwritten.
  ///   - dtype: The type of the elements, a floating-point one.
  ///   - generator: Where random numbers come from; the tensors draw one after the other.
  /// - Throws: `unsupportedDType` for an integer dtype, `invalidShape` where a size is negative or
  ///   overflows, `outOfMemory`, and what an initializer throws.
  public init(
    _ kind: String, _ declarations: [TensorDeclaration], dtype: DType = .float32,
    using generator: Generator = .default
  ) throws(TensorInitError) {
    guard dtype.isFloatingPoint else {
      throw .unsupportedDType(
        function: kind, given: dtype, expected: "a floating-point dtype for parameters")
    }
    var parameters = TensorDictionary()
    var buffers = TensorDictionary()
    var jobs: [Job] = []
    for declared in declarations {
      let known = declared.isBuffer ? buffers[declared.name] : parameters[declared.name]
      let tensor =
        if let known { known } else { try declared.tensor(dtype: dtype, kind: kind) }
      if declared.isBuffer {
        buffers[declared.name] = tensor
      } else {
        parameters[declared.name] = tensor
      }
      jobs.append(
        Job(
          declared.initializer, tensor,
          place: .layer(kind, parameter: declared.name)))
    }
    try Plan.perform(jobs, using: generator, threads: nil)
    self.kind = kind
    self.parameters = parameters
    self.buffers = buffers
    self.declarations = declarations
  }
}

extension TensorDeclaration {
  fileprivate func tensor(dtype: DType, kind: String) throws(TensorInitError) -> Tensor {
    let dtype = self.dtype ?? dtype
    // Checked here for an error that names the layer.
    _ = try shape.elementCount(of: dtype, function: "\(kind), '\(name)'")
    return try Tensor(uninitialized: shape, dtype: dtype)
  }
}
