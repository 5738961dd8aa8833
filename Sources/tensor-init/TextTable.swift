import TensorInit

/// Rows of cells in columns that are as wide as their widest cell, but for very long ones.
struct TextTable {
  let headings: [String]
  /// How many columns of texts stand on the left of those of numbers, and on the right of them.
  let texts: (before: Int, after: Int)
  var rows: [[String]] = []

  init(_ headings: [String], texts: (before: Int, after: Int)) {
    self.headings = headings
    self.texts = texts
  }

  /// A line for the headings and one for each row.
  var text: String {
    let cells = [headings] + rows
    var widths = [Int](repeating: 0, count: headings.count)
    for row in cells {
      for (column, text) in row.enumerated() {
        // One long name is not to make a line of every other.
        widths[column] = max(widths[column], min(text.unicodeScalars.count, 120))
      }
    }
    let numbers = texts.before..<headings.count - texts.after
    var text = ""
    for row in cells {
      for (column, cell) in row.enumerated() {
        let padding = String(
          repeating: " ", count: max(0, widths[column] - cell.unicodeScalars.count))
        let isLast = column == row.count - 1
        // Numbers stand below each other by their ends.
        text += numbers.contains(column) ? padding + cell : isLast ? cell : cell + padding
        text += isLast ? "\n" : "  "
      }
    }
    return text
  }
}
