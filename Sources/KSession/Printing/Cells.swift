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
    // Each column takes at least a space.
    let width = console.width
    self.rows = rows.map { row in
      switch row {
      case .vector(let array): array.picking(0..<min(array.count, width)).cellTexts(console.format)
      default: row.items.prefix(width).map { Self.text($0, console) }
      }
    }
  }

  /// The rows, their columns padded; q pads the last one too.
  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { $0.padded(to: $1) }.joined(separator: " ")
    }
  }

  /// A cell that is a list itself: its items, without suffixes.
  private static func text(_ value: KValue, _ console: Console) -> String {
    switch value {
    case .vector(let array) where array.count > 0 && array.type.hasColumns:
      array.picking(0..<min(array.count, console.width)).cellTexts(console.format)
        .joined(separator: " ")
    case .list(let list) where !list.items.isEmpty:
      list.items.prefix(console.width).map { text($0, console) }.joined(separator: " ")
    default: Literal.text(value, console.format, limit: console.width)
    }
  }
}
