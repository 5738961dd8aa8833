import TensorInit

extension Tensors {
  /// What `function(handle;selector)` reads.
  static func parts(
    of content: KHandle.Content, _ arguments: [KValue], _ function: String
  ) throws(KError) -> KValue {
    guard arguments.count == 2 else {
      throw KError(
        arguments.count == 1
          ? "\(function): the argument is of another kind"
          : "\(function): \(arguments.count) arguments; expected 1 or 2")
    }
    let selector = try CallSelector(arguments[1], function: function)
    var values = try KList(capacity: arguments[1].count ?? 1)
    func append(_ part: () throws(TensorInitError) -> Tensor) throws(KError) {
      try values.append(try translated(function, part).kValue(function: function))
    }
    switch (content, selector) {
    case (.tensor(let tensor), .positions([])) where tensor.rank > 0:
      return .vector(tensor.dtype.kType.emptyArray)
    case (.tensor(let tensor), .positions(let positions)):
      // A 0-d tensor has no positions, so that not even none of them can be asked for.
      for position in positions.isEmpty ? [0] : positions {
        try append { () throws(TensorInitError) in try tensor[position] }
      }
    case (.vector(let vector), .positions(let positions)):
      for position in positions {
        try append { () throws(TensorInitError) in try vector[position] }
      }
    case (_, .names(let names)):
      guard let named = content.named else { fallthrough }
      let tensors = Dictionary(named.map { (KSymbol(name: $0.name), $0.tensor) }) { first, _ in
        first
      }
      for name in names {
        guard let tensor = tensors[KSymbol(name: name)] else {
          throw KError("\(function): there is no tensor `\(name)")
        }
        try append { tensor }
      }
    default: throw KError("\(function): indices select in tensors and vectors, names elsewhere")
    }
    return try arguments[1].count == nil
      ? values.simplified.item(at: .atom(Int64(0))) : values.simplified
  }
}

extension KHandle.Content {
  /// The tensors with names; `nil` where they have none.
  var named: [NamedTensor]? {
    switch self {
    case .tensor, .vector: nil
    case .dictionary(let dictionary): dictionary.namedTensors
    case .holder(let holder, _): holder.namedTensors
    }
  }
}
