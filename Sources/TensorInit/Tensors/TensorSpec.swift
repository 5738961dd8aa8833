/// What is known of a tensor without its memory.
///
/// Patterns, rules, layers, recipes, and the writers and readers of files speak of tensors by their specs.
public struct TensorSpec: Sendable {
  /// The name, with dots between the names of nested modules: `layers.0.weight`.
  public let name: String
  /// The size along each dimension.
  public let shape: Shape
  /// The type of the elements.
  public let dtype: DType
  /// Whether it belongs to a model's state without being a parameter; patterns reach it by its exact
  /// name, or where they say that they are for buffers.
  public let isBuffer: Bool
  /// The kind of the module that owns it, such as `linear`; `nil` outside modules.
  public let moduleKind: String?

  /// A description of a tensor; whether there can be one of this shape, ``byteCount`` finds out.
  ///
  /// - Parameters:
  ///   - name: The name, with dots between the names of nested modules.
  ///   - shape: The size along each dimension.
  ///   - dtype: The type of the elements.
  ///   - isBuffer: Whether it is state that isn't trained.
  ///   - moduleKind: The kind of the module that owns it; `nil` outside modules.
  public init(
    name: String, shape: Shape, dtype: DType = .float32, isBuffer: Bool = false,
    moduleKind: String? = nil
  ) {
    self.name = name
    self.shape = shape
    self.dtype = dtype
    self.isBuffer = isBuffer
    self.moduleKind = moduleKind
  }

  /// The size of the elements in bytes.
  ///
  /// - Throws: `invalidShape` where there is no tensor of this shape.
  public var byteCount: Int {
    get throws(TensorInitError) { try shape.elementCount(of: dtype) * dtype.byteCount }
  }
}

/// Names are equal if their bytes are.
extension TensorSpec: Hashable {
  public static func == (first: TensorSpec, second: TensorSpec) -> Bool {
    ExactName(first.name) == ExactName(second.name) && first.shape == second.shape
      && first.dtype == second.dtype && first.isBuffer == second.isBuffer
      && first.moduleKind == second.moduleKind
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ExactName(name))
    hasher.combine(shape)
    hasher.combine(dtype)
  }
}
