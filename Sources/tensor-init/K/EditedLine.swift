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
