/// Modules one after the other, each taking what the one before it gives.
///
/// ```swift
/// let model = try Sequential(("fc", Linear(2, 2)), ("fn", Activation.leakyReLU()))
/// try model.initialize(.orthogonal(gain: 1.2), named: "fc.weight")
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
