/// How values are laid out on lines, as q does it.
struct Console {
  var height = 25
  var width = 80
  var format = NumberFormat()

  /// The lines that show a value; none for what functions give that give nothing.
  func lines(of value: KValue) throws(KError) -> [String] {
    // A cell has a character and a space, and its text an array's element.
    try Workspace.require(height * width, of: String.self)
    let lines =
      switch value {
      case .null: [String]()
      case .list(let list) where !list.items.isEmpty: linesOfItems(list.items)
      case .dictionary(let dictionary) where dictionary.count > 0: try self.lines(of: dictionary)
      default: [literal(value)]
      }
    return lines.map(cut)
  }

  /// The most lines of a list, the last of which says that there are more.
  private var maximumLines: Int { height - 2 }

  private func literal(_ value: KValue) -> String {
    Literal.text(value, format, limit: width)
  }

  /// A line that fits the console, with two dots for what doesn't.
  private func cut(_ line: String) -> String {
    line.count < width ? line : line.prefix(width - 3) + ".."
  }

  private func linesOfItems(_ items: [KValue]) -> [String] {
    let shown = items.count > maximumLines ? items.prefix(maximumLines - 1) : items[...]
    let isTable = Cells.areCells(items)
    let lines = isTable ? Cells(rows: shown, self).lines : shown.map(literal)
    return shown.count < items.count ? lines + [".."] : lines
  }

  /// `key| value`, the keys as wide as the widest.
  private func lines(of dictionary: KDictionary) throws(KError) -> [String] {
    let keys = try keyTexts(dictionary.keys)
    let values: [String]
    if case .vector(let array) = dictionary.values {
      values = array.cellTexts(format, first: maximumLines)
    } else {
      values = linesOfItems(try dictionary.values.items)
    }
    let keyWidth = keys.map(\.count).max() ?? 0
    let lines = zip(keys, values).prefix(maximumLines).map { "\($0.padded(to: keyWidth))| \($1)" }
    return dictionary.count > maximumLines ? lines.dropLast() + [".."] : lines
  }

  private func keyTexts(_ keys: KValue) throws(KError) -> [String] {
    if case .vector(let array) = keys {
      return array.cellTexts(format, first: maximumLines)
    }
    return try keys.items.prefix(maximumLines).map(literal)
  }
}

extension String {
  /// With spaces behind it up to this width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

/// Lists of equally many items, printed in columns.
struct Cells {
  private let rows: [[String]]

  /// Whether these are such lists.
  ///
  /// Lists of characters, bytes or booleans are texts, not columns.
  static func areCells(_ items: [KValue]) -> Bool {
    guard let count = items.first?.count, count > 0 else { return false }
    return items.allSatisfy { item in
      switch item {
      case .vector(let array): array.count == count && array.type.hasColumns
      case .list(let list): list.items.count == count
      default: false
      }
    }
  }

  init(rows: some Collection<KValue>, _ console: Console) {
    self.rows = rows.map { Self.texts($0, console) }
  }

  /// A row's cells, up to the one that ends beyond the console.
  private static func texts(_ row: KValue, _ console: Console) -> [String] {
    // Each column takes at least a space.
    let width = console.width
    let items: ArraySlice<KValue>
    switch row {
    case .vector(let array): return array.cellTexts(console.format, first: width)
    case .list(let list): items = list.items.prefix(width)
    default: items = [row]
    }
    var texts: [String] = []
    var used = 0
    for item in items where used <= width {
      var text = ""
      append(item, to: &text, console)
      used += text.utf8.count + 1
      texts.append(text)
    }
    return texts
  }

  /// The rows, their columns padded; q pads the last one too.
  var lines: [String] {
    // Where a row has fewer cells than another, the rest of it is beyond the console.
    let columns = rows.map(\.count).min() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: " ")
    }
  }

  /// Appends a cell; of one that is a list itself, its items, without suffixes.
  ///
  /// Lists within lists may share their items, so that all of them together are far more than could be
  /// made: nothing is appended to what already ends beyond the console.
  private static func append(_ value: KValue, to text: inout String, _ console: Console) {
    if text.utf8.count > console.width { return }
    switch value {
    case .vector(let array) where array.count > 0 && array.type.hasColumns:
      text += array.cellTexts(console.format, first: console.width).joined(separator: " ")
    case .list(let list) where !list.items.isEmpty:
      for (index, item) in list.items.prefix(console.width).enumerated() {
        if index > 0 { text += " " }
        append(item, to: &text, console)
      }
    default: text += Literal.text(value, console.format, limit: console.width)
    }
  }
}
