import Glibc
import TensorInit
import Yams

extension YAMLValue {
  /// The one document of a YAML file.
  ///
  /// - Throws: `fileFailure` where the file can't be read, `invalidContents` where it is not YAML.
  init(contentsOf path: String) throws(TensorInitError) {
    guard let text = CodedText(try TextFile.text(contentsOf: path)) else {
      throw .invalidContents(
        path: path, line: 1, column: 1,
        reason: "the file has more than 131068 characters that differ")
    }
    let node: Node?
    do {
      // Without a resolver every scalar is text, and its reader decides what it means.
      let parser = try Parser(yaml: text.text, resolver: .basic, encoding: .utf8)
      var aliases = Aliases(in: text)
      node = try parser.singleRoot().map { try text.isOriginal ? $0 : aliases.resolved($0) }
      // Anchors live as long as it does.
      withExtendedLifetime(parser) {}
    } catch let error as YamlError {
      throw Self.fault(error, in: text, path: path)
    } catch let error as Aliases.Undefined {
      throw .invalidContents(
        path: path, line: error.mark?.line ?? 1, column: error.mark?.column ?? 1,
        reason: "found undefined alias")
    } catch {
      throw .invalidContents(path: path, line: 1, column: 1, reason: "\(error)")
    }
    guard let node else {
      throw .invalidContents(path: path, line: 1, column: 1, reason: "the file is empty")
    }
    self.init(node, path: path)
  }

  private static func fault(
    _ error: YamlError, in text: CodedText, path: String
  ) -> TensorInitError {
    func fault(_ line: Int, _ column: Int, _ reason: String) -> TensorInitError {
      .invalidContents(path: path, line: line, column: column, reason: reason)
    }
    func fault(_ context: YamlError.Context?, _ problem: String, _ mark: Mark) -> TensorInitError {
      guard let context else { return fault(mark.line, mark.column, problem) }
      return fault(
        mark.line, mark.column,
        "\(context.text) at line \(context.mark.line), column \(context.mark.column): \(problem)")
    }
    switch error {
    case .scanner(let context, let problem, let mark, _): return fault(context, problem, mark)
    case .parser(let context, let problem, let mark, _): return fault(context, problem, mark)
    case .composer(let context, let problem, let mark, _): return fault(context, problem, mark)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let twice = "the key '\(text.decoded(key))' is given twice"
      let first = Place(context.mark)
      guard let second = RepeatedKey.place(after: first, of: key, in: text.text) else {
        return fault(first.line, first.column, twice)
      }
      return fault(second.line, second.column, "\(twice), first in line \(first.line)")
    case .reader(let problem, let offset, _, _):
      // By scalars, as "\r\n" is one character.
      let before = text.text.prefix(offset ?? 0).unicodeScalars
        .split(separator: "\n", omittingEmptySubsequences: false)
      return fault(max(1, before.count), (before.last?.count ?? 0) + 1, problem)
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return fault(1, 1, "\(error)")
    }
  }
}
