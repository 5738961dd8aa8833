import ArgumentParser
import Glibc
import KSession
import TensorInit
import TensorInitRecipes

struct KCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "k",
    abstract: "Initialize tensors in a k session.",
    discussion: #"""
      The session reads the k (q) expressions that reach tensors:

        q)t:tensor 3 4#0e
        q)normal(t;2;.5)
        q)tensor t

      FUNCTIONS: \#(KSession.functionNames.joined(separator: ", "))

      On a terminal, arrow keys bring back and edit lines; \\, exit 0 or Ctrl-D ends the session. \#
      \P 4 prints 4 digits, \c 25 200 lines of 200 columns.

      A file ends at its first error, with status 1. Standard input that is not a terminal goes on \#
      after an error, as q does; the status is then 1 at the end.
      """#)

  @Argument(help: "A file of k expressions; without one, standard input is read.")
  var file: String?

  @OptionGroup
  var source: GeneratorOptions

  func run() throws {
    let session = KSession(generator: try source.makeGenerator())
    let status =
      if let file {
        try run(file, session)
      } else if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
        try runOnTerminal(session)
      } else {
        try runStandardInput(session)
      }
    if status != 0 { throw ExitCode(status) }
  }

  private func run(_ file: String, _ session: KSession) throws -> Int32 {
    let script = KScript(try TextFile.text(contentsOf: file))
    for statement in script.statements {
      if let fault = try fault(of: statement.text, in: session) {
        StandardError.print("\(file.displayed):\(statement.line): \(fault)")
        return 1
      }
      if let status = session.exitStatus { return status }
    }
    return 0
  }

  private func runStandardInput(_ session: KSession) throws -> Int32 {
    var status: Int32 = 0
    var input = StandardInput()
    while let line = try input.line() {
      // What is repaired would be another text.
      if let text = String(validating: line, as: UTF8.self) {
        if let fault = try fault(of: text, in: session) {
          StandardError.print("\(fault)")
          status = 1
        }
      } else {
        StandardError.print("'the line is not UTF-8")
        status = 1
      }
      if let asked = session.exitStatus { return asked }
    }
    return status
  }

  private func runOnTerminal(_ session: KSession) throws -> Int32 {
    var editor = LineEditor(prompt: "q)")
    while let line = try editor.line() {
      if let fault = try fault(of: line, in: session) { try print("\(fault)") }
      if let status = session.exitStatus { return status }
    }
    return 0
  }

  /// Prints what a line prints; of one that fails, what came before its fault, which is given back.
  private func fault(of line: String, in session: KSession) throws -> KError? {
    do {
      try print(try session.evaluate(line))
      return nil
    } catch let error as KError {
      try print(error.printed)
      return error
    }
  }

  private func print(_ text: String?) throws {
    if let text { try StandardOutput.write(text + "\n") }
  }
}
