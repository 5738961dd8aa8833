import TensorInit
import Yams

/// What the anchors of a YAML file stand for.
struct Aliases {
  /// An alias before which no anchor of its name stands.
  struct Undefined: Error {
    let mark: Mark?
  }

  private let text: CodedText
  private var nodes: [ExactName: Node] = [:]

  init(in text: CodedText) {
    self.text = text
  }

  /// The node with its characters decoded and with what each alias in it stands for.
  ///
  /// What two aliases share is there once, however many stand for it.
  mutating func resolved(_ node: Node) throws(Undefined) -> Node {
    let resolved: Node
    switch node {
    case .scalar(let scalar):
      let string = text.decoded(scalar.string)
      // No other scalar without quotes begins with it.
      if scalar.style == .plain, string.utf8.first == UInt8(ascii: "*") {
        guard let node = nodes[ExactName(String(string.unicodeScalars.dropFirst()))] else {
          throw Undefined(mark: scalar.mark)
        }
        return node
      }
      resolved = .scalar(Node.Scalar(string, scalar.tag, scalar.style, scalar.mark))
    case .sequence(let sequence):
      var elements: [Node] = []
      for element in sequence { elements.append(try self.resolved(element)) }
      resolved = .sequence(
        Node.Sequence(elements, sequence.tag, sequence.style, sequence.mark))
    case .mapping(let mapping):
      var pairs: [(Node, Node)] = []
      for (key, value) in mapping {
        pairs.append((try self.resolved(key), try self.resolved(value)))
      }
      resolved = .mapping(Node.Mapping(pairs, mapping.tag, mapping.style, mapping.mark))
    case .alias:
      return node
    }
    if let anchor = node.anchor { nodes[ExactName(anchor.rawValue)] = resolved }
    return resolved
  }
}
