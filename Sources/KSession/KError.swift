/// What q prints of an expression that fails: a line that says what is wrong, and where.
public struct KError: Error, Equatable, Sendable {
  /// The most characters that are shown of a message or a line.
  private static let maximumLength = 1000

  /// What is wrong, without the apostrophe that q puts before it.
  public let message: String
  /// The line in which it is wrong, without its comment; `nil` where there is none.
  public private(set) var line: String?
  /// The place in the line, counted in characters from 0.
  public private(set) var column: Int?
  /// What the line printed before it failed, as `show` does; `nil` for nothing.
  public private(set) var printed: String?

  /// - Parameter message: What is wrong, which may quote a name of any length and any characters.
  init(_ message: String, column: Int? = nil) {
    let shown = message.prefix(Self.maximumLength)
    self.message = shown.escapingControls + (shown.endIndex < message.endIndex ? ".." : "")
    self.column = column
  }

  /// The error with a place, unless it has one of its own.
  func located(at column: Int) -> KError {
    var error = self
    error.column = self.column ?? column
    return error
  }

  /// The error of this line, which printed something before.
  func of(line: String, printed: String?) -> KError {
    var error = self
    error.line = line
    error.printed = printed
    return error
  }
}

extension KError: CustomStringConvertible {
  /// The message, and where its place is known the line and a caret under it.
  ///
  /// ```
  /// 'zeros: not implemented for single module argument
  ///   [0]  zeros m
  ///        ^
  /// ```
  public var description: String {
    guard let line, let column else { return "'\(message)" }
    let label = "  [0]  "
    // Of a long line, what is around the place.
    let start = line.count > Self.maximumLength ? max(0, column - Self.maximumLength / 2) : 0
    let indent = String(repeating: " ", count: label.count + column - start)
    // A tab or another control character would move the caret away from its place.
    let shown = String(
      line.dropFirst(start).prefix(Self.maximumLength).map { $0.isControl ? " " : $0 })
    return "'\(message)\n\(label)\(shown)\n\(indent)^"
  }
}

extension Substring {
  /// On one line, without what a terminal takes for a command.
  fileprivate var escapingControls: String {
    unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: scalar.escaped(asASCII: true)
      default: String(scalar)
      }
    }.joined()
  }
}

extension Int {
  /// So many of these, in words: "1 item", "2 items".
  func of(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension Character {
  /// Whether it is shown as no character of its own.
  var isControl: Bool {
    unicodeScalars.contains { $0.properties.generalCategory == .control }
  }
}
