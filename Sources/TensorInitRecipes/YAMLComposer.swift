import CYaml
import TensorInit

extension YAMLValue {
  /// The one document of a YAML text.
  ///
  /// - Parameter path: What errors call the text.
  /// - Throws: `invalidContents` where it is not YAML or a key is given twice in a mapping.
  init(text: String, path: String) throws(TensorInitError) {
    var composer = YAMLComposer(text, path: path)
    self = try composer.document()
  }
}

/// Makes values of what the YAML parser finds in a text.
///
/// It takes the events of the parser beneath Yams. Yams' own trees compare the keys of a mapping as Swift
/// compares strings, which takes some names that differ for one, and with all that aliases in them stand for,
/// which may take forever.
private struct YAMLComposer: ~Copyable {
  private let path: String
  private let text: UnsafeMutableBufferPointer<UInt8>
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private var anchors: [String: YAMLValue] = [:]
  /// How many lists and mappings the parser is in.
  private var depth = 0

  /// How deep lists and mappings may be nested, also by aliases, so that what goes through them can be recursive.
  private static let mostDepth = 64

  init(_ text: String, path: String) {
    self.path = path
    self.text = .allocate(capacity: text.utf8.count)
    _ = self.text.initialize(from: text.utf8)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  mutating func document() throws(TensorInitError) -> YAMLValue {
    _ = try next()
    guard case (.documentStart, _) = try next(), let value = try value() else {
      throw Place(path: path, line: 1, column: 1).fault("the file is empty")
    }
    _ = try next()
    let (event, place) = try next()
    if case .documentStart = event { throw place.fault("a second document begins") }
    return value
  }

  /// The next value; `nil` at the end of a list or a mapping.
  ///
  /// What aliases share is there once, however many stand for it.
  private mutating func value() throws(TensorInitError) -> YAMLValue? {
    let (event, place) = try next()
    let contents: YAMLValue.Contents
    switch event {
    case .documentStart, .other: return nil
    case .alias(let name):
      guard let value = anchors[name] else {
        throw place.fault("found undefined alias; \(Self.aliasHint)")
      }
      try requireRoom(for: value.height, place)
      return YAMLValue(value.contents, at: place)
    case .scalar(let text, let isPlain, _): contents = .scalar(text, isPlain: isPlain)
    case .sequence:
      try requireRoom(for: 1, place)
      depth += 1
      var elements: [YAMLValue] = []
      while let element = try value() { elements.append(element) }
      depth -= 1
      contents = .sequence(elements)
    case .mapping:
      try requireRoom(for: 1, place)
      depth += 1
      contents = .mapping(try members())
      depth -= 1
    }
    let value = YAMLValue(contents, at: place)
    if let anchor = event.anchor { anchors[anchor] = value }
    return value
  }

  private func requireRoom(for height: Int, _ place: Place) throws(TensorInitError) {
    guard depth + height <= Self.mostDepth else {
      throw place.fault("lists and mappings nested deeper than \(Self.mostDepth)")
    }
  }

  private mutating func members() throws(TensorInitError) -> [(key: YAMLValue, value: YAMLValue)] {
    var members: [(key: YAMLValue, value: YAMLValue)] = []
    var lines: [ExactName: Int] = [:]
    while let key = try value() {
      // Other keys are faults wherever they stand.
      if case .scalar(let text, _) = key.contents,
        let line = lines.updateValue(key.place.line, forKey: ExactName(text))
      {
        throw key.fault("the key '\(text)' is given twice, first in line \(line)")
      }
      guard let value = try value() else { break }
      members.append((key, value))
    }
    return members
  }

  // MARK: Events

  private enum Event {
    case alias(String)
    case scalar(String, isPlain: Bool, anchor: String?)
    case sequence(anchor: String?)
    case mapping(anchor: String?)
    case documentStart
    /// The start of the text, and each end.
    case other

    init(_ event: yaml_event_t) {
      func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
      }
      let data = event.data
      switch event.type {
      case YAML_ALIAS_EVENT: self = .alias(text(data.alias.anchor) ?? "")
      case YAML_SCALAR_EVENT:
        // The parser's texts may hold NUL.
        let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
        self = .scalar(
          String(decoding: bytes, as: UTF8.self),
          isPlain: data.scalar.style == YAML_PLAIN_SCALAR_STYLE, anchor: text(data.scalar.anchor))
      case YAML_SEQUENCE_START_EVENT: self = .sequence(anchor: text(data.sequence_start.anchor))
      case YAML_MAPPING_START_EVENT: self = .mapping(anchor: text(data.mapping_start.anchor))
      case YAML_DOCUMENT_START_EVENT: self = .documentStart
      default: self = .other
      }
    }

    /// The name by which aliases call it.
    var anchor: String? {
      switch self {
      case .scalar(_, _, let anchor), .sequence(let anchor), .mapping(let anchor): anchor
      case .alias, .documentStart, .other: nil
      }
    }
  }

  private func next() throws(TensorInitError) -> (Event, Place) {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw parserFault }
    defer { yaml_event_delete(&event) }
    return (Event(event), Place(event.start_mark, in: path))
  }

  // MARK: Faults

  private static let aliasHint = "what begins with '*' needs quotes"
  private static let bracesHint =
    "names that begin with '{', and within braces what has a comma or brackets, need quotes"

  /// What the parser found wrong.
  private var parserFault: TensorInitError {
    let state = parser.pointee
    guard let problem = state.problem.map({ String(cString: $0) }) else {
      return .fileFailure(path: path, operation: "read", reason: "there is not enough memory")
    }
    if state.error == YAML_READER_ERROR {
      return Place(after: text.prefix(state.problem_offset), in: path).fault(problem)
    }
    let place = Place(state.problem_mark, in: path)
    guard let context = state.context.map({ String(cString: $0) }) else {
      return place.fault(problem)
    }
    let start = Place(state.context_mark, in: path)
    let hint =
      context.contains("alias")
      ? "; \(Self.aliasHint)"
      : context.contains("mapping") || context.contains("sequence") ? "; \(Self.bracesHint)" : ""
    return place.fault(
      "\(context) at line \(start.line), column \(start.column): \(problem)\(hint)")
  }
}

extension Place {
  fileprivate init(_ mark: yaml_mark_t, in path: String) {
    self.init(path: path, line: mark.line + 1, column: mark.column + 1)
  }
}
