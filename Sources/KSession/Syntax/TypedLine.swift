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
