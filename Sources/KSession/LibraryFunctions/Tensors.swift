import TensorInit

/// Making tensors of k arrays, and reading them.
enum Tensors {
  /// `tensor array` makes a tensor; `tensor t` reads it, `tensor(t;i)` its i-th part, and of what holds
  /// tensors the i-th or the named one.
  static func tensor(_ arguments: [KValue]) throws(KError) -> KValue {
    guard case .handle(let handle)? = arguments.first else {
      return .handle(.tensor(try Tensor(try only(arguments, "tensor"), function: "tensor")))
    }
    let content = try handle.content(for: "tensor")
    if case .tensor(let tensor) = content, arguments.count == 1 {
      return try tensor.kValue(function: "tensor")
    }
    return try parts(of: content, arguments, "tensor")
  }

  /// `vector(array;...)` makes a vector of arrays or tensors; `vector v` reads it, `vector(v;i)` a part.
  static func vector(_ arguments: [KValue]) throws(KError) -> KValue {
    if case .handle(let handle)? = arguments.first,
      case .vector(let vector) = try handle.content(for: "vector")
    {
      guard arguments.count == 1 else {
        return try parts(of: .vector(vector), arguments, "vector")
      }
      return try values(Array(vector), "vector")
    }
    let items = arguments.count == 1 ? try arguments[0].items : arguments
    try Workspace.require(tensorCount: items.count)
    var tensors: [Tensor] = []
    for item in items { tensors.append(try made(of: item, "vector")) }
    return .handle(.vector(TensorVector(tensors)))
  }

  /// ``dict `names!(array;...)`` makes a dictionary; `dict d` reads it, ``dict(d;`name)`` a part.
  static func dictionary(_ arguments: [KValue]) throws(KError) -> KValue {
    if case .handle(let handle)? = arguments.first {
      let content = try handle.content(for: "dict")
      guard arguments.count == 1 else { return try parts(of: content, arguments, "dict") }
      guard let named = content.named else { throw KError("dict: the argument has no names") }
      return .dictionary(
        try KDictionary(
          keys: .symbols(named.map(\.name)), values: try values(named.map(\.tensor), "dict")))
    }
    guard case .dictionary(let source) = try only(arguments, "dict"),
      let names = try source.keys.names
    else { throw KError("dict: expected a dictionary with symbols as keys, as in `a`b!(0e;1e)") }
    try Workspace.require(tensorCount: names.count)
    var dictionary = TensorDictionary()
    for (name, value) in zip(names, try source.values.items) {
      guard dictionary[name] == nil else { throw KError("dict: `\(name) is there twice") }
      dictionary[name] = try made(of: value, "dict")
    }
    return .handle(.dictionary(dictionary))
  }

  static func free(_ arguments: [KValue], _ session: KSession) throws(KError) -> KValue {
    if case .null? = arguments.first ?? .null {
      for value in session.variables.values { value.freeHandles() }
      return .null
    }
    for argument in arguments {
      guard case .handle = argument else {
        throw KError("free: expected tensors or what holds them")
      }
    }
    for argument in arguments { argument.freeHandles() }
    return .null
  }

  /// The k type of a tensor's elements, or those of all tensors in something.
  static func dtype(_ arguments: [KValue]) throws(KError) -> KValue {
    let argument = try only(arguments, "dtype")
    guard case .handle(let handle) = argument else {
      return .symbol(try Tensor(argument, function: "dtype").dtype.kType.rawValue)
    }
    switch try handle.content(for: "dtype") {
    case .tensor(let tensor): return .symbol(tensor.dtype.kType.rawValue)
    case .vector(let vector): return .symbols(vector.map(\.dtype.kType.rawValue))
    case let content:
      let named = content.named ?? []
      return .dictionary(
        try KDictionary(
          keys: .symbols(named.map(\.name)),
          values: .symbols(named.map(\.spec.dtype.kType.rawValue))))
    }
  }

  private static func only(_ arguments: [KValue], _ function: String) throws(KError) -> KValue {
    guard arguments.count == 1 else {
      // What was meant as one array is not one.
      throw KError("\(function): expected a rectangular array of numbers of one type")
    }
    return arguments[0]
  }

  /// The tensor that a handle holds, or a new one of an array.
  private static func made(of value: KValue, _ function: String) throws(KError) -> Tensor {
    if case .handle(let handle) = value,
      case .tensor(let tensor) = try handle.content(for: function)
    {
      return tensor
    }
    return try Tensor(value, function: function)
  }

  static func values(_ tensors: [Tensor], _ function: String) throws(KError) -> KValue {
    var values = try KList(capacity: tensors.count)
    for tensor in tensors { try values.append(try tensor.kValue(function: function)) }
    return try values.simplified
  }
}

extension KValue {
  fileprivate func freeHandles() {
    switch self {
    case .handle(let handle): handle.free()
    case .list(let list): for item in list.items { item.freeHandles() }
    case .dictionary(let dictionary): dictionary.values.freeHandles()
    case .atom, .vector, .function, .null: break
    }
  }
}

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
