/// The lines of a k file, as q reads them.
public struct KScript: Sendable {
  /// An expression, which may be on several lines.
  public struct Statement: Sendable, Hashable {
    public var text: String
    /// The number of its first line, counted from 1.
    public var line: Int

    public init(text: String, line: Int) {
      self.text = text
      self.line = line
    }
  }

  /// The expressions in order, those that are nothing but comments left out.
  public private(set) var statements: [Statement] = []

  /// Reads a file's text.
  ///
  /// Lines end with a line feed, before which there may be a carriage return.
  ///
  /// A line that begins with white space goes on with the one before. A line of a slash alone begins a
  /// comment that ends with a line of a backslash alone.
  public init(_ text: String) {
    var isInComment = false
    let lines = text.withoutByteOrderMark.unicodeScalars
      .split(separator: "\n", omittingEmptySubsequences: false)
    for (index, scalars) in lines.enumerated() {
      let line = Substring(scalars.last == "\r" ? scalars.dropLast() : scalars)
      if isInComment {
        isInComment = line != "\\"
        continue
      }
      if line == "/" {
        isInComment = true
        continue
      }
      // A longer line is an error, whatever is in it.
      let isTooLong = line.utf8.count > KSession.maximumLineLength
      let kept = isTooLong ? String(line) : TypedLine.expression(String(line))
      guard kept.contains(where: { !$0.isWhitespace }) else { continue }
      if line.first?.isWhitespace == true, let last = statements.indices.last {
        statements[last].text += kept
      } else {
        statements.append(Statement(text: kept, line: index + 1))
      }
    }
  }
}

/// A line as people type it, or paste it from a transcript.
enum TypedLine {
  /// The line without a byte order mark, q's prompt, its comment, and the white space before that.
  ///
  /// A comment is a slash at the start of a line or after white space, and all that follows.
  static func expression(_ line: String) -> String {
    let prompt = "q)"
    var line = line.withoutByteOrderMark[...]
    if line.hasPrefix(prompt) { line = line.dropFirst(prompt.count) }
    var isInString = false
    var previous: Character = " "
    var isEscaped = false
    var end = line.endIndex
    for index in line.indices {
      let character = line[index]
      if character == "/", previous.isWhitespace, !isInString {
        end = index
        break
      }
      if character == "\"", !isEscaped { isInString.toggle() }
      isEscaped = isInString && character == "\\" && !isEscaped
      previous = character
    }
    var kept = line[..<end]
    while kept.last?.isWhitespace == true { kept.removeLast() }
    return String(kept)
  }
}

extension String {
  /// Without the invisible character that some editors begin a file with.
  var withoutByteOrderMark: String { first == "\u{FEFF}" ? String(dropFirst()) : self }
}
