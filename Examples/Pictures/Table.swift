import Foundation

/// A table of text with tabs between its columns and their names in the first line.
struct Table {
  let columns: [String]
  let rows: [[String]]

  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  init(contentsOf path: String) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let columns = lines.first, lines.allSatisfy({ $0.count == columns.count }) else {
      throw Fault(description: "\(path): a table whose lines have as many columns was expected")
    }
    self.columns = columns
    rows = Array(lines.dropFirst())
  }

  /// The numbers of a column; NaN where a text is none.
  func numbers(_ column: Int) -> [Double] { rows.map { Double($0[column]) ?? .nan } }
}
