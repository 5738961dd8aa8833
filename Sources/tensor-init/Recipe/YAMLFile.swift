import Glibc
import TensorInit
import Yams

extension YAMLValue {
  /// The one document of a YAML file.
  ///
  /// - Throws: `fileFailure` where the file can't be read, `invalidContents` where it is not YAML.
  init(contentsOf path: String) throws(TensorInitError) {
    let text = try TextFile.text(contentsOf: path)
    let node: Node?
    do {
      // Without a resolver every scalar is text, and its reader decides what it means.
      node = try Yams.compose(yaml: text, .basic)
    } catch let error as YamlError {
      throw Self.fault(error, in: text, path: path)
    } catch {
      throw .invalidContents(path: path, line: 1, column: 1, reason: "\(error)")
    }
    guard let node else {
      throw .invalidContents(path: path, line: 1, column: 1, reason: "the file is empty")
    }
    self.init(node, path: path)
  }

  private static func fault(
    _ error: YamlError, in text: String, path: String
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
      let first = Place(context.mark)
      guard let second = RepeatedKey.place(after: first, of: key, in: text) else {
        return fault(first.line, first.column, "the key '\(key)' is given twice")
      }
      return fault(
        second.line, second.column, "the key '\(key)' is given twice, first in line \(first.line)")
    case .reader(let problem, let offset, _, _):
      // By scalars, as "\r\n" is one character.
      let before = text.prefix(offset ?? 0).unicodeScalars
        .split(separator: "\n", omittingEmptySubsequences: false)
      return fault(max(1, before.count), (before.last?.count ?? 0) + 1, problem)
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return fault(1, 1, "\(error)")
    }
  }
}
