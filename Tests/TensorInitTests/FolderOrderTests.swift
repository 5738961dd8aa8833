import Foundation
import Testing

@Suite("A folder of the library")
struct FolderOrderTests {
  /// From the top; a folder may name what those below it declare.
  static let folders = [
    "Modules", "Checkpoints", "Filling", "PyTorch", "Initializers", "Distributions",
    "LinearAlgebra", "Random", "Kernels", "Tensors", "Expressions", "Support",
  ]

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/TensorInit")

  @Test("has a place in their order")
  func isKnown() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
      .filter { !$0.hasSuffix(".docc") }
    #expect(Set(found) == Set(Self.folders))
  }

  @Test(
    "names no type of a folder above it",
    arguments: folders)
  func looksDown(folder: String) throws {
    let above = Self.folders.prefix { $0 != folder }
    var folderOfType: [Substring: String] = [:]
    for other in above {
      for file in try Self.files(of: other) {
        for name in file.topLevelTypes { folderOfType[name] = other }
      }
    }
    for file in try Self.files(of: folder) {
      for (line, name) in file.mentions {
        guard let other = folderOfType[name] else { continue }
        Issue.record("\(folder)/\(file.name):\(line) names \(name) of \(other)")
      }
    }
  }

  @Test("is read without comments, texts, members and the names that a file declares itself")
  func reading() {
    let file = SourceFile(
      name: "A.swift",
      text: """
        struct Above { struct Inner {} }  // Comment
        /* Comment
        */ let x: Named? = .Member + "Text \\" // Text" + a.Member
        extension Extended { enum Nested {}; let y: Nested, z: Used }
        typealias Other = [Int]
        """)
    #expect(file.topLevelTypes == ["Above", "Other"])
    #expect(
      file.mentions.filter { $0.name.first?.isUppercase == true }.map { "\($0.line) \($0.name)" }
        == ["3 Named", "4 Extended", "4 Used", "5 Int"])
  }

  private static func files(of folder: String) throws -> [SourceFile] {
    let folder = sources.appending(path: folder)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".swift") }
    #expect(!files.isEmpty)
    return try files.map {
      SourceFile(
        name: $0, text: try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
    }
  }
}

/// The words of a Swift file that may be names of types.
private struct SourceFile {
  let name: String
  /// The names of the types that are declared outside of all braces.
  let topLevelTypes: Set<Substring>
  /// Names but those after a dot, and but the types' that the file declares at any depth.
  let mentions: [(line: Int, name: Substring)]

  init(name: String, text: String) {
    let commentOrText = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//
    // Lines stay, so that they can be counted.
    let code = text.replacing(commentOrText) { String($0.output.filter(\.isNewline)) }
    let declares: Set<Substring> = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    var topLevel: Set<Substring> = []
    var declared: Set<Substring> = []
    var words: [(line: Int, name: Substring)] = []
    var (line, depth) = (1, 0)
    for match in code.matches(of: /\.?\w+|[{}\n]/) {
      switch match.output {
      case "\n": line += 1
      case "{": depth += 1
      case "}": depth -= 1
      case let word:
        if let previous = words.last?.name, declares.contains(previous) {
          declared.insert(word)
          if depth == 0 { topLevel.insert(word) }
        }
        words.append((line, word))
      }
    }
    self.name = name
    topLevelTypes = topLevel
    mentions = words.filter { $0.name.first != "." && !declared.contains($0.name) }
  }
}
