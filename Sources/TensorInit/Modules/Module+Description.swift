extension Module {
  /// The module and those within it, as PyTorch prints them.
  ///
  /// ```
  /// Sequential(
  ///   (up): Linear(in_features=2, out_features=8, bias=True)
  ///   (act): GELU(approximate='none')
  /// )
  /// ```
  public var description: String { lines.joined(separator: "\n") }

  /// PyTorch indents a module's lines with its child's, so that they are made from the inside out.
  private var lines: [String] {
    let arguments = argumentsText
    guard !children.isEmpty else { return ["\(typeName)(\(arguments))"] }
    var lines = ["\(typeName)("]
    if !arguments.isEmpty { lines.append("  \(arguments)") }
    for (name, module) in children {
      let own = "\(module)".split(separator: "\n", omittingEmptySubsequences: false)
      lines.append("  (\(name)): \(own[0])")
      lines += own.dropFirst().map { "  \($0)" }
    }
    return lines + [")"]
  }
}

/// Values as Python writes them.
enum PythonText {
  static func of(_ flag: Bool) -> String { flag ? "True" : "False" }

  /// A tuple, which of one number has a comma too.
  static func tuple(_ numbers: some Collection<Int>) -> String {
    let texts = numbers.map { "\($0)" }
    return texts.count == 1 ? "(\(texts[0]),)" : "(\(texts.joined(separator: ", ")))"
  }
}
