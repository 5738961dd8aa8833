import TensorInit

/// The names of the tensors that a rule is for: a pattern as a shell has them, in which ranges and lists stand for all
/// their members, and `{i}` for any number, which the rule's formulas call `i`.
struct RuleNames {
  typealias Indices = [(name: String, value: Int)]

  private let text: String
  private let isForBuffers: Bool
  private var exact: [ExactName: Indices] = [:]
  private var patterns: [(pattern: NamePattern, template: NameRanges.Template)] = []

  /// The most patterns of one rule, each of which is compared with every name.
  private static let mostPatterns = 1000

  /// - Parameter room: How many names the rules may have yet.
  /// - Throws: `invalidExpression` where a range is malformed or stands for too many names.
  init(
    _ text: String, areBuffers: Bool, in scope: Scope, within room: inout Int
  ) throws(TensorInitError) {
    self.text = text
    isForBuffers = areBuffers
    let templates = try NameRanges.templates(
      text, in: scope, within: (names: room, bytes: RecipeReader.mostNameBytes))
    room -= templates.count
    for template in templates {
      if template.numbers.isEmpty, let name = template.texts.first, !NamePattern.isPattern(name) {
        exact[ExactName(name)] = template.indices
      } else {
        patterns.append((NamePattern(aroundNumbers: template.texts), template))
      }
    }
    guard patterns.count <= Self.mostPatterns else {
      throw .invalidExpression(
        expression: text,
        reason:
          "more than \(Self.mostPatterns) patterns; '*' stands for any text, {i} for any number"
      )
    }
  }

  /// The numbers in a tensor's name, if the rule is for it; buffers are meant where the rule says so, and by their
  /// exact names.
  func indices(in tensor: TensorSpec) -> Indices? {
    if let indices = exact[ExactName(tensor.name)] {
      return tensor.isBuffer || !isForBuffers ? indices : nil
    }
    guard tensor.isBuffer == isForBuffers else { return nil }
    for (pattern, template) in patterns {
      guard let numbers = pattern.numbers(in: tensor.name) else { continue }
      return template.indices + zip(template.numbers, numbers).map { ($0, $1) }
    }
    return nil
  }
}

extension RuleNames: CustomStringConvertible {
  var description: String { isForBuffers ? "buffers(\(text))" : text }
}
