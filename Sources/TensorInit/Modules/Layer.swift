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

  /// The parameter, or else the buffer, of this name, such as `weight_ih_l0`; `nil` where there is none.
  public subscript(name: String) -> Tensor? { tensors[name] }
}

/// The parameters and buffers of one layer, made from their declarations.
public struct LayerTensors {
  /// What the layer is, in lower case, for patterns and errors.
  public let kind: String
  /// The tensors that are trained, in the order of their declarations.
  public let parameters: TensorDictionary
  /// The tensors that aren't trained, in the order of their declarations.
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
  ///   or overflows; either, or `invalidArgument`, where one is declared again with another dtype or shape, or
  ///   as a buffer and a parameter; `outOfMemory`, and what an initializer throws.
  public init(
    _ kind: String, _ declarations: [TensorDeclaration], using generator: Generator = .default
  ) throws(TensorInitError) {
    var parameters = TensorDictionary()
    var buffers = TensorDictionary()
    var jobs: [Job] = []
    for declared in declarations {
      let spec = declared.spec
      let place = Job.Place.layer(kind, parameter: spec.name)
      let tensor: Tensor
      do throws(TensorInitError) {
        let known = try spec.declaredBefore(parameters: parameters, buffers: buffers)
        tensor = if let known { known } else { try spec.tensor() }
      } catch {
        throw place.naming(error)
      }
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

extension LayerTensors {
  /// The parameter, or else the buffer, of this name; `nil` where there is none.
  public subscript(name: String) -> Tensor? { parameters[name] ?? buffers[name] }

  /// A tensor that every layer of the kind has.
  func always(_ name: String) -> Tensor {
    guard let tensor = self[name] else { preconditionFailure("a layer has what it declares") }
    return tensor
  }
}

extension TensorSpec {
  /// The tensor of this name among those that are declared already; `nil` for a new one.
  ///
  /// - Throws: Where that is another tensor than this one.
  fileprivate func declaredBefore(
    parameters: TensorDictionary, buffers: TensorDictionary
  ) throws(TensorInitError) -> Tensor? {
    func text(_ isBuffer: Bool) -> String { isBuffer ? "a buffer" : "a parameter" }
    let asDeclared = ", as it was declared before"
    guard (isBuffer ? parameters : buffers)[name] == nil else {
      throw .invalidArgument(
        argument: "the tensor", given: text(isBuffer), expected: text(!isBuffer) + asDeclared)
    }
    guard let known = (isBuffer ? buffers : parameters)[name] else { return nil }
    guard known.shape == shape else {
      throw .invalidShape(given: "\(shape)", expected: "\(known.shape)" + asDeclared)
    }
    guard known.dtype == dtype else {
      throw .unsupportedDType(given: "\(dtype)", expected: "\(known.dtype)" + asDeclared)
    }
    return known
  }

  /// A new tensor, whose elements are undefined.
  fileprivate func tensor() throws(TensorInitError) -> Tensor {
    guard isBuffer || dtype.isFloatingPoint else {
      throw .unsupportedDType(
        given: "\(dtype)", expected: "a floating-point dtype for parameters")
    }
    return try Tensor(uninitialized: shape, dtype: dtype)
  }
}
