extension Shape {
  /// A shape written as `3x4`, or `scalar`, as the commands' option `--shape` takes it.
  ///
  /// - Throws: `invalidArgument` where the text has another form.
  package init(text: String, function: String) throws(TensorInitError) {
    self = []
    if text == "scalar" { return }
    for part in text.split(separator: "x", omittingEmptySubsequences: false) {
      guard part.allSatisfy({ $0.isASCII && $0.isNumber }), let size = Int(part) else {
        throw .invalidArgument(
          function: function, argument: "--shape", given: "'\(text)'",
          expected: "sizes joined by x, as in 3x4, or 'scalar'")
      }
      append(size)
    }
  }
}
