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
    var tensors: [Tensor] = []
    switch (content, selector) {
    case (.tensor(let tensor), .positions([])) where tensor.rank > 0:
      return .vector(tensor.dtype.kType.emptyArray)
    case (.tensor(let tensor), .positions(let positions)):
      // A 0-d tensor has no positions, so that not even none of them can be asked for.
      for position in positions.isEmpty ? [0] : positions {
        tensors.append(
          try translated(function) { () throws(TensorInitError) in try tensor[position] })
      }
    case (.vector(let vector), .positions(let positions)):
      for position in positions {
        tensors.append(
          try translated(function) { () throws(TensorInitError) in try vector[position] })
      }
    case (_, .names(let names)):
      guard let named = content.named else { fallthrough }
      for name in names {
        guard let found = named.first(where: { $0.name == name }) else {
          throw KError("\(function): there is no tensor `\(name)")
        }
        tensors.append(found.tensor)
      }
    default: throw KError("\(function): indices select in tensors and vectors, names elsewhere")
    }
    let values = try values(tensors, function)
    return arguments[1].count == nil ? try values.item(at: .atom(Int64(0))) : values
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
