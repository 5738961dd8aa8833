/// A part of a model: parameters and buffers under names, and further modules within it.
///
/// A module holds tensors and computes nothing. The names and shapes of the package's own are those of
/// PyTorch's layers, so that what is initialized here loads there.
///
/// A model is a struct whose stored modules are its ``children``; that is all it has to say:
///
/// ```swift
/// struct Block: Module {
///   let attention: MultiheadAttention
///   let norm: LayerNorm
///   let mlp: Sequential
///
///   init(width: Int, heads: Int) throws {
///     attention = try MultiheadAttention(width, heads: heads)
///     norm = try LayerNorm([width])
///     mlp = try Sequential(Linear(width, 4 * width), Activation.gelu, Linear(4 * width, width))
///   }
///
///   var children: [(name: String, module: any Module)] {
///     [("attention", attention), ("norm", norm), ("mlp", mlp)]
///   }
/// }
///
/// let block = try Block(width: 256, heads: 4)
/// try block.initialize([("*.bias", .zeros), ("mlp.*", .truncatedNormal(std: 0.02))])
/// ```
///
/// It prints as PyTorch prints one, with the type's name: `Block(`, a line for each child, `)`.
///
/// A module with tensors of its own is a ``Layer``.
public protocol Module: NamedTensors, CustomStringConvertible {
  /// What it is, in lower case, as ``TensorSpec/moduleKind`` has it: `linear`, `conv2d`, `lstm`, ...
  ///
  /// The type's name in lower case, where a type doesn't say otherwise.
  var kind: String { get }

  /// What printing calls it: as PyTorch does, the type's name, where a type doesn't say otherwise.
  var typeName: String { get }

  /// The arguments that printing shows, in PyTorch's words: `in_features=2, out_features=4, bias=True`.
  var argumentsText: String { get }

  /// The parameters that belong to no child, by their names within this module.
  var ownParameters: TensorDictionary { get }

  /// The buffers that belong to no child: state that isn't trained, such as running means.
  var ownBuffers: TensorDictionary { get }

  /// The names of those ``ownBuffers`` that ``stateDict`` leaves out.
  var nonPersistentBufferNames: Set<String> { get }

  /// The modules within this one in order, by names that differ, also from those of the tensors.
  var children: [(name: String, module: any Module)] { get }
}

extension Module {
  public var kind: String { "\(Self.self)".lowercased() }
  public var typeName: String { "\(Self.self)" }
  public var argumentsText: String { "" }
  public var ownParameters: TensorDictionary { [:] }
  public var ownBuffers: TensorDictionary { [:] }
  public var nonPersistentBufferNames: Set<String> { [] }
  public var children: [(name: String, module: any Module)] { [] }
}
