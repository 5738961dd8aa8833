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
