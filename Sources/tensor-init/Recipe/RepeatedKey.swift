import Yams

/// Finding the second of two equal keys of a mapping, of which the parser tells only the first's place.
struct RepeatedKey {
  private let text: String
  private let key: String
  /// The places of keys that were told apart from their equals, in the order of the text.
  private var found: [Place] = []

  /// A tag in front of a key, which makes it differ from all others; all are of one length.
  private static func tag(_ number: Int) -> String { "!\(number + 10) " }
  /// How many keys of a file may be given twice, for the first of them to be found.
  private static let mostRepeatedKeys = 30

  /// The place of the first key that is equal to the one at `mark` and stands after it in its mapping.
  static func place(after mark: Place, of key: String, in text: String) -> Place? {
    var repeated = RepeatedKey(text: text, key: key)
    var next = mark
    for _ in 0..<mostRepeatedKeys {
      // A place that was told apart already is that of a key with another name.
      guard repeated.add(next) else { return nil }
      do {
        let parser = try Parser(yaml: repeated.taggedText, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else { return nil }
        return repeated.placeAfter(mark, in: root)
      } catch YamlError.duplicatedKeysInMapping(_, let context) {
        next = repeated.original(Place(context.mark))
      } catch {
        return nil
      }
    }
    return nil
  }

  private init(text: String, key: String) {
    self.text = text
    self.key = key
  }

  private mutating func add(_ mark: Place) -> Bool {
    guard !found.contains(mark) else { return false }
    found.append(mark)
    found.sort()
    return true
  }

  /// The text with a tag before each of the keys.
  private var taggedText: String {
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Array($0) }
    for (number, mark) in found.enumerated().reversed() where mark.line <= lines.count {
      let column = min(mark.column - 1, lines[mark.line - 1].count)
      lines[mark.line - 1].insert(contentsOf: Self.tag(number).unicodeScalars, at: column)
    }
    var tagged = String.UnicodeScalarView()
    tagged.append(contentsOf: lines.joined(separator: ["\n"]))
    return String(tagged)
  }

  /// Where a place of the tagged text is in the text.
  private func original(_ mark: Place) -> Place {
    var column = mark.column
    for added in found where added.line == mark.line && added.column < column {
      column -= Self.tag(0).unicodeScalars.count
    }
    return Place(line: mark.line, column: column)
  }

  private func placeAfter(_ mark: Place, in node: Node) -> Place? {
    if let mapping = node.mapping {
      let places = Array(mapping.keys).filter { $0.scalar?.string == key }
        .compactMap(\.mark).map { original(Place($0)) }
      if let first = places.firstIndex(of: mark), first + 1 < places.count {
        return places[first + 1]
      }
      for child in mapping.values {
        if let place = placeAfter(mark, in: child) { return place }
      }
    }
    for child in node.sequence ?? [] {
      if let place = placeAfter(mark, in: child) { return place }
    }
    return nil
  }
}

/// A line and a column, both counted from 1.
struct Place: Hashable, Comparable {
  let line: Int
  let column: Int

  static func < (first: Place, second: Place) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

extension Place {
  init(_ mark: Mark) {
    self.init(line: mark.line, column: mark.column)
  }
}
