import TensorInit
import Yams

/// A value of a YAML file that knows where it stands, so that each fault can say so.
struct YAMLValue {
  private let node: Node
  private let path: String

  init(_ node: Node, path: String) {
    self.node = node
    self.path = path
  }

  /// The line of the value's first character, counted from 1.
  var line: Int { node.mark?.line ?? 1 }

  /// An error at this place.
  func fault(_ reason: String) -> TensorInitError {
    .invalidContents(path: path, line: line, column: node.mark?.column ?? 1, reason: reason)
  }

  /// What `body` gives; its errors become errors at this place.
  func locating<Result>(
    _ body: () throws(TensorInitError) -> Result
  ) throws(TensorInitError) -> Result {
    do {
      return try body()
    } catch {
      throw fault(error.description)
    }
  }

  // MARK: Scalars

  /// - Parameter expected: What the text is, for an error: `a name`.
  func text(_ expected: String) throws(TensorInitError) -> String {
    guard let scalar = node.scalar, !isNothing(scalar) else { throw self.expected(expected) }
    return scalar.string
  }

  func integer<Integer: FixedWidthInteger>(
    _ expected: String, as _: Integer.Type = Integer.self
  ) throws(TensorInitError) -> Integer {
    guard let scalar = node.scalar, scalar.style == .plain, let value = Integer(scalar.string)
    else {
      throw self.expected(expected)
    }
    return value
  }

  func boolean() throws(TensorInitError) -> Bool {
    if let scalar = node.scalar, scalar.style == .plain {
      switch scalar.string {
      case "true", "True", "TRUE": return true
      case "false", "False", "FALSE": return false
      default: break
      }
    }
    throw expected("true or false")
  }

  // MARK: Collections

  func integers(_ expected: String) throws(TensorInitError) -> [Int] {
    guard node.sequence != nil else { throw self.expected(expected) }
    var integers: [Int] = []
    for element in elements { integers.append(try element.integer(expected)) }
    return integers
  }

  /// The keys and values of a mapping in the order of the file.
  func members(_ expected: String) throws(TensorInitError) -> [(key: YAMLValue, value: YAMLValue)] {
    guard let mapping = node.mapping else { throw self.expected(expected) }
    return mapping.map { (YAMLValue($0.key, path: path), YAMLValue($0.value, path: path)) }
  }

  /// The values of a mapping that may have these keys and no others.
  ///
  /// The key `<<` stands for the values of another mapping, or a list of them, that are not given here.
  ///
  /// - Parameter owner: What has the keys, for an error: `recipe`.
  func values(
    ofKeys keys: [String], in owner: String
  ) throws(TensorInitError) -> [String: YAMLValue] {
    var room = Self.mostMergedMappings
    return try values(ofKeys: keys, in: owner, room: &room)
  }

  /// The most mappings that one takes values from: aliases of aliases would make a few lines billions.
  private static let mostMergedMappings = 1000

  private func values(
    ofKeys keys: [String], in owner: String, room: inout Int
  ) throws(TensorInitError) -> [String: YAMLValue] {
    var values: [String: YAMLValue] = [:]
    var merged: [String: YAMLValue] = [:]
    for (key, value) in try members("a mapping with the keys \(keys.joined(separator: ", "))") {
      let text = try key.text("a key")
      if text == "<<" {
        for mapping in value.elements {
          room -= 1
          guard room >= 0 else {
            throw key.fault("more than \(Self.mostMergedMappings) mappings are merged")
          }
          merged.merge(
            try mapping.values(ofKeys: keys, in: owner, room: &room)
          ) { first, _ in first }
        }
        continue
      }
      guard !text.contains(where: { "=()".contains($0) }) else {
        throw key.fault("'\(text)' is not a key; a value with a comma in it needs quotes")
      }
      let known = try key.locating { () throws(TensorInitError) in
        try Names.find(text, among: keys, kind: "\(owner) key") { [$0] }
      }
      guard values.updateValue(value, forKey: known) == nil else {
        throw key.fault("the key '\(known)' is given twice")
      }
    }
    return values.merging(merged) { own, _ in own }
  }

  /// The values of a list; of anything else, itself.
  private var elements: [YAMLValue] {
    node.sequence.map { $0.map { YAMLValue($0, path: path) } } ?? [self]
  }

  // MARK: Faults

  private func isNothing(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  private func expected(_ expected: String) -> TensorInitError {
    let found =
      switch node {
      case .scalar(let scalar) where isNothing(scalar): "nothing"
      case .scalar(let scalar): (scalar.style == .plain ? "" : "the text ") + "'\(scalar.string)'"
      case .sequence: "a list"
      case .mapping: "a mapping"
      case .alias: "an alias"
      }
    return fault("expected \(expected), found \(found)")
  }
}
