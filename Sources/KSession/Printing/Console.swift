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
