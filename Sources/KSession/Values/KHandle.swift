import TensorInit

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
