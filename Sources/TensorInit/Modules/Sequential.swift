/// Modules one after the other, each taking what the one before it gives.
///
/// ```swift
/// let model = try Sequential(("fc", Linear(2, 2)), ("fn", Activation.leakyReLU()))
/// try model.initialize(.orthogonal(gain: 1.2), named: "fc.weight")
/// let weight = model["fc", as: Linear.self]?.weight
/// ```
public struct Sequential: Module {
  public let children: [(name: String, module: any Module)]

  /// Modules with names of their own.
  ///
  /// - Throws: `invalidArgument` where two have the same name, or where one is empty or has a dot in it.
  public init(_ modules: (name: String, module: any Module)...) throws(TensorInitError) {
    try self.init(modules.map { (name: $0.name, module: $0.module) })
  }

  /// Modules named by their positions: `0`, `1`, ...
  public init(_ modules: any Module...) {
    children = modules.enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// No modules.
  public init() {
    children = []
  }

  /// Modules with names, or where a name is `nil`, named by their positions.
  ///
  /// - Throws: `invalidArgument` where two have the same name, or where one is empty or has a dot in it.
  public init(_ modules: [(name: String?, module: any Module)]) throws(TensorInitError) {
    var names: Set<ExactName> = []
    var children: [(name: String, module: any Module)] = []
    for (position, (name, module)) in modules.enumerated() {
      let name = name ?? "\(position)"
      guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: ".")) else {
        throw Self.invalidName("'\(name)'", expected: "a name without dots that is not empty")
      }
      guard names.insert(ExactName(name)).inserted else {
        throw Self.invalidName("'\(name)' twice", expected: "names that differ")
      }
      children.append((name, module))
    }
    self.children = children
  }

  private static func invalidName(_ given: String, expected: String) -> TensorInitError {
    TensorInitError.invalidArgument(
      argument: "a module's name", given: given, expected: expected
    ).called("sequential")
  }
}

extension Sequential: Sequence {
  /// The number of modules.
  public var count: Int { children.count }

  /// Whether there are no modules.
  public var isEmpty: Bool { children.isEmpty }

  /// The modules in order, with their names.
  public func makeIterator() -> IndexingIterator<[(name: String, module: any Module)]> {
    children.makeIterator()
  }

  /// The module at a position.
  ///
  /// - Throws: `invalidArgument` for a position outside 0..<``count``.
  public subscript(position: Int) -> any Module {
    get throws(TensorInitError) {
      guard children.indices.contains(position) else {
        throw .invalidArgument(
          argument: "the position", given: "\(position)",
          expected: isEmpty ? "none, since there are no modules" : "a position in 0..<\(count)")
      }
      return children[position].module
    }
  }

  /// The module at a position, of a type that is known.
  ///
  /// - Throws: `invalidArgument` for a position outside 0..<``count``, and where the module is of another type.
  public subscript<Child: Module>(position: Int, as type: Child.Type) -> Child {
    get throws(TensorInitError) {
      let module: any Module = try self[position]
      guard let child = module as? Child else {
        throw .invalidArgument(
          argument: "the module at \(position)", given: "a \(Swift.type(of: module))",
          expected: "a \(type)")
      }
      return child
    }
  }

  /// The module of this name, or of a path of names such as `block.mlp.up`; `nil` where there is none.
  public subscript(name: String) -> (any Module)? { submodule(name) }

  /// The module of this name or path, of a type that is known; `nil` where there is none of that type.
  ///
  /// ```swift
  /// let weight = model["mlp.up", as: Linear.self]?.weight
  /// ```
  public subscript<Child: Module>(name: String, as type: Child.Type) -> Child? {
    submodule(name) as? Child
  }
}
