import TensorInit

/// What q prints of an expression that fails: a line that says what is wrong, and where.
public struct KError: Error, Equatable, Sendable {
  /// The most code points that are shown of a line before its place, and from there on.
  private static let maximumLength = 500

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
    self.message = message.displayed
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
    let place =
      line.index(line.startIndex, offsetBy: column, limitedBy: line.endIndex) ?? line.endIndex
    // A tab or another control character would move the caret away from its place.
    let before = String(line[..<place].unicodeScalars.suffix(Self.maximumLength)).onOneLine
    let after = String(line[place...].unicodeScalars.prefix(Self.maximumLength)).onOneLine
    let indent = String(repeating: " ", count: label.count + before.count)
    return "'\(message)\n\(label)\(before)\(after)\n\(indent)^"
  }
}

/// Calls the library; its faults become the session's, under the name by which k calls the function.
func translated<Result>(
  _ function: String, _ body: () throws(TensorInitError) -> Result
) throws(KError) -> Result {
  do throws(TensorInitError) {
    return try body()
  } catch {
    let isOutOfMemory = if case .outOfMemory = error.cause { true } else { false }
    let fault = isOutOfMemory ? "wsfull: " : ""
    throw KError("\(fault)\(function): \(error.withoutCall)")
  }
}

extension TensorInitError {
  /// The same fault without the library's name of the function.
  fileprivate var withoutCall: TensorInitError {
    switch self {
    case .inCall(_, let fault): fault
    case .inTensor(let label, let fault): .inTensor(label, fault.withoutCall)
    default: self
    }
  }
}
