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
  /// A line that begins with white space goes on with the one before. A line of a slash alone begins a
  /// comment that ends with a line of a backslash alone.
  public init(_ text: String) {
    var isInComment = false
    let lines = text.withoutByteOrderMark
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      if isInComment {
        isInComment = line != "\\"
        continue
      }
      if line == "/" {
        isInComment = true
        continue
      }
      let kept = TypedLine.expression(String(line))
      guard kept.contains(where: { !$0.isWhitespace }) else { continue }
      if line.first?.isWhitespace == true, let last = statements.indices.last {
        statements[last].text += kept
      } else {
        statements.append(Statement(text: kept, line: index + 1))
      }
    }
  }
}
