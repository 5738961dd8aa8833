import TensorInit

/// A value of a YAML file that knows where it stands, so that each fault can say so.
struct YAMLValue: Sendable {
  enum Contents: Sendable {
    /// A text, of which the reader decides what it means; in quotes, or as a block, it is not plain.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLValue])
    case mapping([(key: YAMLValue, value: YAMLValue)])
  }

  let contents: Contents
  /// The place of the first character, or of the alias that stands for it.
  let place: Place
  /// How many lists and mappings are nested in it, itself with them; 0 for a text.
  let height: Int

  init(_ contents: Contents, at place: Place) {
    self.contents = contents
    self.place = place
    height =
      switch contents {
      case .scalar: 0
      case .sequence(let elements): elements.reduce(1) { max($0, 1 + $1.height) }
      case .mapping(let members):
        members.reduce(1) { max($0, 1 + $1.key.height, 1 + $1.value.height) }
      }
  }

  /// An error at this value's place.
  func fault(_ reason: String) -> TensorInitError { place.fault(reason) }

  // MARK: Scalars

  /// - Parameter expected: What the text is, for an error: `a name`.
  func text(_ expected: String) throws(TensorInitError) -> String {
    guard case .scalar(let text, _) = contents, !isNothing else { throw self.expected(expected) }
    return text
  }

  func integer<Integer: FixedWidthInteger>(
    _ expected: String, as _: Integer.Type = Integer.self
  ) throws(TensorInitError) -> Integer {
    guard let plainText, let value = Integer(plainText) else { throw self.expected(expected) }
    return value
  }

  func boolean() throws(TensorInitError) -> Bool {
    switch plainText {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: throw expected("true or false")
    }
  }

  /// The text of a scalar without quotes.
  private var plainText: String? {
    guard case .scalar(let text, isPlain: true) = contents else { return nil }
    return text
  }

  private var isNothing: Bool { ["", "~", "null", "Null", "NULL"].contains(plainText) }

  // MARK: Collections

  /// The texts of a list, each with its place.
  func texts(_ expected: String) throws(TensorInitError) -> [(text: String, place: Place)] {
    guard case .sequence(let elements) = contents else { throw self.expected(expected) }
    var texts: [(text: String, place: Place)] = []
    for element in elements { texts.append((try element.text(expected), element.place)) }
    return texts
  }

  func dtype() throws(TensorInitError) -> DType {
    let name = try text("a dtype")
    return try place.locating { () throws(TensorInitError) in try DType(named: name) }
  }

  /// The keys and values of a mapping in the order of the file.
  func members(_ expected: String) throws(TensorInitError) -> [(key: YAMLValue, value: YAMLValue)] {
    guard case .mapping(let members) = contents else { throw self.expected(expected) }
    return members
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
      let known = try key.place.locating { () throws(TensorInitError) in
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
    if case .sequence(let elements) = contents { elements } else { [self] }
  }

  // MARK: Faults

  private func expected(_ expected: String) -> TensorInitError {
    let found =
      switch contents {
      case .scalar where isNothing: "nothing"
      case .scalar(let text, let isPlain): (isPlain ? "" : "the text ") + "'\(text)'"
      case .sequence: "a list"
      case .mapping: "a mapping"
      }
    return fault("expected \(expected), found \(found)")
  }
}
