/// A tensor and its place among others.
public struct NamedTensor {
  /// What is known of it without its memory.
  public let spec: TensorSpec
  /// The tensor; it shares its elements with whoever holds it.
  public let tensor: Tensor

  /// A tensor under a name.
  ///
  /// - Parameters:
  ///   - name: The whole name, with dots between those of nested modules.
  ///   - tensor: The tensor, whose elements are shared.
  ///   - isBuffer: Whether it is state that isn't trained, which patterns leave out.
  ///   - moduleKind: The ``Module/kind`` of the module that owns it; `nil` outside modules.
  public init(
    name: String, tensor: Tensor, isBuffer: Bool = false, moduleKind: String? = nil
  ) {
    spec = TensorSpec(
      name: name, shape: tensor.shape, dtype: tensor.dtype, isBuffer: isBuffer,
      moduleKind: moduleKind)
    self.tensor = tensor
  }

  /// The whole name.
  public var name: String { spec.name }
}

/// Something that holds tensors under names: a dictionary or a module.
///
/// Each tensor that is initialized draws from the stream of its name within the generator's: what it gets the
/// n-th time that its name draws from a generator depends on the seed, the name and n alone, not on which
/// others there are, their sizes, their order or the calls they were initialized by.
public protocol NamedTensors {
  /// The tensors in order; of those with the same name, calls by name reach the first.
  var namedTensors: [NamedTensor] { get }
}

extension TensorDictionary: NamedTensors {
  public var namedTensors: [NamedTensor] {
    map { NamedTensor(name: $0.name, tensor: $0.tensor) }
  }

  /// Gives the elements of every tensor new values.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads each tensor's shape and dtype.
  ///   - generator: Where random numbers come from; each tensor draws from the stream of its name.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: What is wrong with the arguments or any of the tensors; then nothing was written.
  public func initialize(
    _ initializer: Initializer, using generator: Generator = .default, threads: Int? = nil
  ) throws(TensorInitError) {
    try Plan.perform(
      namedTensors.map { $0.job(initializer) }, using: generator, threads: threads)
  }
}

extension NamedTensors {
  /// Gives the elements of the tensors of these names new values; the others stay as they are.
  ///
  /// - Parameters:
  ///   - initializer: How; it reads each tensor's shape and dtype.
  ///   - names: The tensors' exact names; of a module, a parameter's or else a buffer's.
  ///   - generator: Where random numbers come from; each tensor draws from the stream of its name.
  ///   - threads: The most threads to use; `nil` for the standard number.
  /// - Throws: `unknownName` for a name that no tensor has, and what the initializer throws of any of
  ///   the tensors; then nothing was written.
  public func initialize(
    _ initializer: Initializer, named names: [String], using generator: Generator = .default,
    threads: Int? = nil
  ) throws(TensorInitError) {
    let candidates = namedTensors
    let byName = Dictionary(candidates.map { (ExactName($0.name), $0) }) { first, _ in first }
    var jobs: [Job] = []
    for name in names {
      guard let found = byName[ExactName(name)] else {
        throw Names.unknown(name, kind: "tensor", known: candidates.map(\.name))
      }
      jobs.append(found.job(initializer))
    }
    try Plan.perform(jobs, using: generator, threads: threads)
  }

  /// Gives the elements of the tensor of this name new values, as a list of one name does.
  public func initialize(
    _ initializer: Initializer, named name: String, using generator: Generator = .default,
    threads: Int? = nil
  ) throws(TensorInitError) {
    try initialize(initializer, named: [name], using: generator, threads: threads)
  }
}

extension NamedTensor {
  func job(_ initializer: Initializer) -> Job {
    Job(initializer, tensor, place: .name(name))
  }
}
