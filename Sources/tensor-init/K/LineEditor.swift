import Glibc
import TensorInit

/// Reads lines from a terminal and lets people edit them and bring back earlier ones.
struct LineEditor {
  private let prompt: String
  private var history: [String] = []

  init(prompt: String) {
    self.prompt = prompt
  }

  /// The next line; `nil` at the end of the input.
  mutating func line() throws -> String? {
    let terminal = try RawTerminal()
    let line = try terminal.withRawMode { try edited(on: terminal) }
    if let line, !line.isEmpty, line != history.last { history.append(line) }
    return line
  }

  private func edited(on terminal: RawTerminal) throws -> String? {
    var line = EditedLine(history: history)
    try show(line, on: terminal)
    while let key = try Key.next(from: terminal) {
      switch key {
      case .enter:
        // The cursor may stand anywhere in the line.
        line.apply(.lineEnd)
        try show(line, on: terminal)
        try StandardOutput.write("\n")
        return line.text
      case .end where line.characters.isEmpty:
        try StandardOutput.write("\n")
        return nil
      case .end: line.apply(.deleteRight)
      case .interrupt:
        try StandardOutput.write("^C\n")
        line = EditedLine(history: history)
      case .clearScreen: try StandardOutput.write("\u{1b}[2J\u{1b}[H")
      default: line.apply(key)
      }
      try show(line, on: terminal)
    }
    return nil
  }

  /// Draws the line anew; of one that is too wide, the part around the cursor.
  private func show(_ line: EditedLine, on terminal: RawTerminal) throws(TensorInitError) {
    let room = max(1, terminal.width - prompt.count - 1)
    let first = max(0, line.cursor - room)
    let shown = String(line.characters.dropFirst(first).prefix(room)).onOneLine
    let column = prompt.count + line.cursor - first
    try StandardOutput.write("\r\(prompt)\(shown)\u{1b}[K\r\u{1b}[\(column)C")
  }
}
