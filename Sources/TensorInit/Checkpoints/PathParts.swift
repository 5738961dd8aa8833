/// A path taken apart at its bytes, as the system does: a combining mark after a slash or a point belongs to
/// what follows.
package struct PathParts {
  /// What stands before the name, with the slash.
  private let prefix: String
  /// What stands after the last slash.
  package let name: String

  package init(_ path: String) {
    let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
    prefix = start.map { String(path[..<$0]) } ?? ""
    name = start.map { String(path[$0...]) } ?? path
  }

  /// A path of the folder, which can be opened.
  package var folder: String {
    switch prefix {
    case "": "."
    case "/": "/"
    default: String(prefix[..<prefix.utf8.index(before: prefix.endIndex)])
    }
  }

  /// The path of another name in the same folder.
  package func sibling(_ name: String) -> String { prefix + name }

  /// The name without its extension.
  package var stem: String { point.map { String(name[..<$0]) } ?? name }

  /// What stands after the name's last point; empty where it has none.
  package var fileExtension: String {
    point.map { String(name[name.utf8.index(after: $0)...]) } ?? ""
  }

  private var point: String.Index? { name.utf8.lastIndex(of: UInt8(ascii: ".")) }
}
