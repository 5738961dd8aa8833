import TensorInit

/// A value of the session.
enum KValue {
  /// One element, kept as a list of one.
  case atom(any KArray)
  case vector(any KArray)
  case list(KList)
  indirect case dictionary(KDictionary)
  case function(KFunction)
  /// Tensors, or what holds them.
  case handle(KHandle)
  /// What functions give that give nothing.
  case null
}

extension KValue {
  static func atom<Element: KElement>(_ element: Element) -> KValue { .atom([element]) }

  static func symbol(_ name: String) -> KValue { .atom([KSymbol(name: name)]) }

  static func symbols(_ names: some Sequence<String>) -> KValue {
    .vector(names.map { KSymbol(name: $0) })
  }

  static var emptyList: KValue { .list(KList()) }

  /// A list of these items: a simple one where all are atoms of one type.
  static func listed(_ items: some Collection<KValue>) throws(KError) -> KValue {
    try KList(items).simplified
  }

  /// The number of items; `nil` for what is no list.
  var count: Int? {
    switch self {
    case .vector(let array): array.count
    case .list(let list): list.items.count
    case .dictionary(let dictionary): dictionary.count
    case .atom, .function, .handle, .null: nil
    }
  }

  /// The items of a list; of anything else, itself alone.
  var items: [KValue] {
    get throws(KError) {
      switch self {
      case .vector(let array): try KList(array).items
      case .list(let list): list.items
      case .dictionary(let dictionary): try dictionary.values.items
      case .atom, .function, .handle, .null: [self]
      }
    }
  }

  /// A list of what is made of each item.
  func mapped(_ make: (KValue) throws(KError) -> KValue) throws(KError) -> KList {
    let items = try items
    var results = try KList(capacity: items.count)
    for item in items { try results.append(try make(item)) }
    return results
  }
}

extension KValue {
  /// What q's `type` gives: the negative of a list's for an atom.
  var typeNumber: Int16 {
    switch self {
    case .atom(let array): -array.type.number
    case .vector(let array): array.type.number
    case .list: 0
    case .dictionary: 99
    case .null: 101
    // Of code and data that come from outside.
    case .function, .handle: 112
    }
  }
}

extension KValue: Hashable {
  /// What q's `~` says: the same types, and elements of which nulls are equal.
  static func == (first: KValue, second: KValue) -> Bool {
    switch (first, second) {
    case (.atom(let first), .atom(let second)), (.vector(let first), .vector(let second)):
      first.matches(second)
    case (.list(let first), .list(let second)): first.items == second.items
    case (.dictionary(let first), .dictionary(let second)):
      first.keys == second.keys && first.values == second.values
    case (.function(let first), .function(let second)): first.name == second.name
    case (.handle(let first), .handle(let second)): first === second
    case (.null, .null): true
    default: false
    }
  }

  func hash(into hasher: inout Hasher) {
    switch self {
    case .atom(let array), .vector(let array): array.hashElements(into: &hasher)
    case .list(let list): hasher.combine(list.items)
    case .dictionary(let dictionary):
      hasher.combine(dictionary.keys)
      hasher.combine(dictionary.values)
    case .function(let function): hasher.combine(function.name)
    case .handle(let handle): hasher.combine(ObjectIdentifier(handle))
    case .null: break
    }
  }
}

/// A function of the session: a word of q, or one that reaches tensors.
struct KFunction: Sendable {
  let name: String
  let call: @Sendable (KSession, KArguments) throws(KError) -> KValue

  init(
    _ name: String, call: @escaping @Sendable (KSession, KArguments) throws(KError) -> KValue
  ) {
    self.name = name
    self.call = call
  }

  /// A function of exactly one argument.
  init(
    monad name: String,
    _ call: @escaping @Sendable (KSession, KValue) throws(KError) -> KValue
  ) {
    self.init(name) { (session, arguments) throws(KError) in
      switch arguments {
      case .one(let argument): return try call(session, argument)
      case .bracketed(let items) where items.count <= 1:
        return try call(session, items.first ?? .null)
      case .bracketed(let items):
        throw KError("rank: \(name) has \(Names.counted(items.count, "argument")); expected 1")
      }
    }
  }
}

/// What a function is applied to.
enum KArguments {
  /// `function argument`
  case one(KValue)
  /// `function[argument;...]`
  case bracketed([KValue])
}

/// What a session's variable holds of the library: tensors, or something that has them.
///
/// Copies of the value are the same handle, so that freeing one frees all.
final class KHandle {
  enum Content {
    case tensor(Tensor)
    case vector(TensorVector)
    case dictionary(TensorDictionary)
    /// A module, a model or an optimizer.
    case holder(any NamedTensors, kind: String)
  }

  /// `nil` once it is freed.
  private(set) var content: Content?

  init(_ content: Content) {
    self.content = content
  }

  func free() {
    content = nil
  }

  /// - Throws: The fault of a function that is given what was freed.
  func content(for function: String) throws(KError) -> Content {
    guard let content else { throw KError("\(function): the argument was freed") }
    return content
  }
}

extension KHandle: CustomStringConvertible {
  var description: String {
    switch content {
    case .tensor(let tensor):
      "<tensor \(tensor.dtype)\(tensor.shape.map { " \($0)" }.joined())>"
    case .vector(let vector): "<vector of \(vector.count)>"
    case .dictionary(let dictionary):
      // More than the widest console shows aren't asked for.
      "<dict\(dictionary.names.prefix(2000).map { " \($0)" }.joined())>"
    case .holder(_, let kind): "<\(kind)>"
    case nil: "<freed>"
    }
  }
}

extension KValue {
  static func handle(_ content: KHandle.Content) -> KValue { .handle(KHandle(content)) }
}
