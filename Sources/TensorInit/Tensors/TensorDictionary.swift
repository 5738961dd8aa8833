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

  /// The tensors of these names.
  ///
  /// - Throws: `invalidArgument` where two have one name.
  public init(
    uniqueKeysWithValues tensors: some Sequence<(String, Tensor)>
  ) throws(TensorInitError) {
    for (name, tensor) in tensors {
      guard self[name] == nil else { throw .duplicateName(name) }
      self[name] = tensor
    }
  }

  /// The number of tensors.
  public var count: Int { names.count }

  /// Whether there are no tensors.
  public var isEmpty: Bool { names.isEmpty }

  /// The names in order, as ``names``.
  public var keys: [String] { names }

  /// The tensors in the order of their names.
  public var values: [Tensor] { map { $0.tensor } }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { self[name] != nil }

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

extension TensorDictionary {
  /// Removes a name, if it is there, and gives the tensor that it had.
  @discardableResult
  public mutating func removeValue(forKey name: String) -> Tensor? {
    defer { self[name] = nil }
    return self[name]
  }

  /// Takes over another dictionary's tensors: new names go to the end, and one that both have gets the tensor that
  /// `combine` makes of this one's and the other's.
  public mutating func merge<Failure: Error>(
    _ other: TensorDictionary,
    uniquingKeysWith combine: (Tensor, Tensor) throws(Failure) -> Tensor
  ) throws(Failure) {
    for (name, tensor) in other {
      self[name] = if let own = self[name] { try combine(own, tensor) } else { tensor }
    }
  }

  /// The same elements in memory of their own, so that they can be sent to another task or actor.
  ///
  /// - Throws: `outOfMemory` where the memory can't be had.
  public func copy() throws(TensorInitError) -> sending TensorDictionary {
    nonisolated(unsafe) let copy = try mapValues { tensor throws(TensorInitError) in
      try tensor.copy()
    }
    return copy
  }

  /// The names with other tensors, made of these.
  ///
  /// ```swift
  /// let half = try model.stateDict.mapValues { tensor in try tensor.cast(to: .bfloat16) }
  /// ```
  public func mapValues<Failure: Error>(
    _ transform: (Tensor) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDictionary {
    var result = TensorDictionary()
    for (name, tensor) in self { result[name] = try transform(tensor) }
    return result
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
