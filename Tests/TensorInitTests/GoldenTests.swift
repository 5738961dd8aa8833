import Foundation
import TensorInit
import TestSupport
import Testing

/// The stream's contract as data: two files with a line for each case of generator, streams, part, initializer
/// and dtype.
///
/// `Golden/stream-v1.tsv` is frozen with version 1 of the stream, and held by its digest. What came later is in
/// `Golden/stream-v1-additions.tsv`, to which `TENSOR_INIT_RECORD_GOLDEN=1` adds the cases that no file has yet.
@Suite("Golden values of stream version 1")
struct GoldenTests {
  /// SHA-256 of the frozen file.
  static let frozenDigest = "1d4d86270b5f1bfedd4a98daadcb0432066bcddd5b1c878c70663c787148c1f1"

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")
  static let frozenPath = folder.appending(path: "stream-v1.tsv")
  static let additionsPath = folder.appending(path: "stream-v1-additions.tsv")

  /// What this build gives, by what tells the cases apart.
  private static let current: [(key: String, line: String)] = GoldenCase.all.compactMap { golden in
    golden.line.map { (golden.key, $0) }
  }

  private static func lines(of path: URL) -> [Substring]? {
    guard let text = try? String(contentsOf: path, encoding: .utf8) else { return nil }
    return text.split(separator: "\n").dropFirst().map { $0 }
  }

  private static func write(_ lines: [String], to path: URL) throws {
    let text = ([GoldenCase.heading] + lines).map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: path)
  }

  /// The lines of both files.
  private static let recorded: (frozen: [Substring], additions: [Substring]) = {
    if ProcessInfo.processInfo.environment["TENSOR_INIT_RECORD_GOLDEN"] != nil {
      if lines(of: frozenPath) == nil {
        try? write(current.map(\.line), to: frozenPath)
        try? write([], to: additionsPath)
      }
      let known = (lines(of: frozenPath) ?? []) + (lines(of: additionsPath) ?? [])
      let keys = Set(known.map(GoldenCase.key))
      let added = current.filter { !keys.contains($0.key) }.map(\.line)
      try? write((lines(of: additionsPath) ?? []).map(String.init) + added, to: additionsPath)
    }
    return (lines(of: frozenPath) ?? [], lines(of: additionsPath) ?? [])
  }()

  @Test("are given by this build on this machine", arguments: GoldenCase.algorithms)
  func values(algorithm: Generator.Algorithm) throws {
    let found = Dictionary(uniqueKeysWithValues: Self.current)
    let lines = (Self.recorded.frozen + Self.recorded.additions).filter {
      $0.hasPrefix(algorithm.rawValue + "\t")
    }
    try #require(lines.count > 700)
    let wrong = lines.filter { found[GoldenCase.key(of: $0)] != String($0) }
    #expect(wrong.isEmpty, "\(wrong.count) of \(lines.count) differ")
  }

  @Test("exist for every initializer on every dtype that it is defined on, with every generator")
  func completeness() throws {
    let keys = (Self.recorded.frozen + Self.recorded.additions).map(GoldenCase.key)
    #expect(Set(keys).count == keys.count)
    let missing = Set(Self.current.map(\.key)).subtracting(keys)
    #expect(missing.isEmpty)
    #expect(InitializerExamples.names == Set(Initializer.names))
  }

  @Test("stand in a file that is never written again")
  func frozen() async throws {
    _ = Self.recorded
    let result = try await run("/usr/bin/sha256sum", [Self.frozenPath.path])
    #expect(result.standardOutput.prefix { $0 != " " } == Self.frozenDigest)
  }
}
