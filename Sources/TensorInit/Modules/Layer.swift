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

/// The parameters and buffers of one layer, made from their declarations.
public struct LayerTensors {
  /// What the layer is, in lower case, for patterns and errors.
  public let kind: String
  public let parameters: TensorDictionary
  public let buffers: TensorDictionary
  /// What they were made from, in order.
  public let declarations: [TensorDeclaration]

  /// New tensors, initialized as they are declared.
  ///
  /// - Parameters:
  ///   - kind: What the layer is, in lower case.
  ///   - declarations: The tensors, in the order in which they draw from the generator. One that is
  ///     declared again is initialized again: its first draws are made and overwritten.
  ///   - generator: Where random numbers come from; the tensors draw one after the other.
  /// - Throws: `unsupportedDType` for a parameter of an integer dtype, `invalidShape` where a size is negative
  ///   or overflows, `outOfMemory`, and what an initializer throws.
  public init(
    _ kind: String, _ declarations: [TensorDeclaration], using generator: Generator = .default
  ) throws(TensorInitError) {
    var parameters = TensorDictionary()
    var buffers = TensorDictionary()
    var jobs: [Job] = []
    for declared in declarations {
      let spec = declared.spec
      let place = Job.Place.layer(kind, parameter: spec.name)
      let known = spec.isBuffer ? buffers[spec.name] : parameters[spec.name]
      let tensor = if let known { known } else { try spec.tensor(at: place) }
      if spec.isBuffer {
        buffers[spec.name] = tensor
      } else {
        parameters[spec.name] = tensor
      }
      jobs.append(Job(declared.initializer, tensor, place: place))
    }
    try Plan.perform(jobs, using: generator, threads: nil)
    self.kind = kind
    self.parameters = parameters
    self.buffers = buffers
    self.declarations = declarations
  }
}

extension TensorSpec {
  /// A new tensor, whose elements are undefined; faults say at which place.
  fileprivate func tensor(at place: Job.Place) throws(TensorInitError) -> Tensor {
    do throws(TensorInitError) {
      guard isBuffer || dtype.isFloatingPoint else {
        throw .unsupportedDType(
          given: "\(dtype)", expected: "a floating-point dtype for parameters")
      }
      return try Tensor(uninitialized: shape, dtype: dtype)
    } catch {
      throw place.naming(error)
    }
  }
}
