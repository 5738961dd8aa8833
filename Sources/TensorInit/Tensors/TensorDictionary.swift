/// Tensors of any shapes and dtypes under names, in the order in which they were added.
///
/// Two names are the same if their UTF-8 bytes are.
///
/// ```swift
/// let tensors: TensorDictionary = try ["weight": Tensor(zeros: [3, 4]), "bias": Tensor(zeros: [3])]
/// try tensors.initialize(.kaimingNormal(nonlinearity: .relu), named: "weight")
/// ```
public struct TensorDictionary {
  /// The names in order.
  public private(set) var names: [String] = []
  private var tensorsByName: [ExactName: Tensor] = [:]

  /// No tensors.
  public init() {}

  /// The tensors of these names; of a name given twice, the last.
  public init(_ tensors: some Sequence<(name: String, tensor: Tensor)>) {
    for (name, tensor) in tensors { self[name] = tensor }
  }

  /// The number of tensors.
  public var count: Int { names.count }

  /// The tensor of this name, or `nil` where there is none.
  ///
  /// A new name goes to the end; setting `nil` removes the name.
  public subscript(name: String) -> Tensor? {
    get { tensorsByName[ExactName(name)] }
    set {
      let key = ExactName(name)
      let old = tensorsByName[key]
      tensorsByName[key] = newValue
      if old == nil, newValue != nil { names.append(name) }
      if old != nil, newValue == nil { names.removeAll { ExactName($0) == key } }
    }
  }
}

extension TensorDictionary: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral tensors: (String, Tensor)...) {
    self.init(tensors.lazy.map { (name: $0.0, tensor: $0.1) })
  }
}

extension TensorDictionary: Sequence {
  public func makeIterator() -> some IteratorProtocol<(name: String, tensor: Tensor)> {
    names.lazy.compactMap { [tensorsByName] name in
      tensorsByName[ExactName(name)].map { (name: name, tensor: $0) }
    }.makeIterator()
  }
}
