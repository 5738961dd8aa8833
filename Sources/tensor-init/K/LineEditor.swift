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

/// A line while it is typed: its characters, the cursor, and the lines before it.
struct EditedLine {
  private(set) var characters: [Character] = []
  private(set) var cursor = 0
  private let history: [String]
  private var place: Int
  /// What was typed before going back in the history.
  private var draft: [Character] = []

  init(history: [String]) {
    self.history = history
    place = history.count
  }

  var text: String { String(characters) }

  /// Changes the line as a key says.
  mutating func apply(_ key: Key) {
    switch key {
    case .character(let character):
      characters.insert(character, at: cursor)
      cursor += 1
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(characters.count, cursor + 1)
    case .home: cursor = 0
    case .lineEnd: cursor = characters.count
    case .up: recall(place - 1)
    case .down: recall(place + 1)
    case .deleteLeft: delete(from: max(0, cursor - 1), to: cursor)
    case .deleteRight: delete(from: cursor, to: min(characters.count, cursor + 1))
    case .deleteToStart: delete(from: 0, to: cursor)
    case .deleteToEnd: delete(from: cursor, to: characters.count)
    case .deleteWord:
      let word = characters[..<cursor].reversed().drop(while: \.isWhitespace)
        .drop { !$0.isWhitespace }
      delete(from: word.count, to: cursor)
    case .enter, .end, .interrupt, .clearScreen, .other: break
    }
  }

  private mutating func delete(from start: Int, to end: Int) {
    characters.removeSubrange(start..<end)
    cursor = start
  }

  private mutating func recall(_ place: Int) {
    guard (0...history.count).contains(place) else { return }
    if self.place == history.count { draft = characters }
    self.place = place
    characters = place == history.count ? draft : Array(history[place])
    cursor = characters.count
  }
}

/// The terminal that is standard input, which gives each key as it is pressed, and shows none by itself.
struct RawTerminal {
  private let descriptor = STDIN_FILENO
  private var original = termios()

  /// - Throws: `fileFailure` where standard input is no terminal, or one that is gone.
  init() throws(TensorInitError) {
    guard tcgetattr(descriptor, &original) == 0 else { throw StandardInput.failure }
  }

  /// Calls `body` with the terminal raw; afterwards it is as before, also where `body` throws.
  func withRawMode<Result>(_ body: () throws -> Result) rethrows -> Result {
    var raw = original
    // Output keeps its translation of line breaks; Ctrl-C and Ctrl-Z come as keys.
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    tcsetattr(descriptor, TCSADRAIN, &raw)
    defer {
      var original = original
      tcsetattr(descriptor, TCSADRAIN, &original)
    }
    return try body()
  }

  /// The width in columns.
  var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  /// The next byte; `nil` at the end.
  func byte() throws(TensorInitError) -> UInt8? { try StandardInput.bytes(atMost: 1).first }

  /// Whether a byte comes within a moment: the rest of a key's sequence does.
  var hasMore: Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, 50) > 0
  }
}
