/// Comments: a slash at the start of a line or after white space, and all that follows.
enum Comment {
  /// The line without its comment and the white space before that.
  static func removed(from line: String) -> String {
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
