import ArgumentParser
import CTensorInit
import Glibc
import TensorInit

@main
struct Main {
  static func main() {
    // A file beyond the process's limit is then an error that can be reported, not the end.
    signal(SIGXFSZ, SIG_IGN)
    OutOfMemory.report()
    StandardStreams.occupy()
    exit(
      status {
        let arguments = try CommandLineArguments.all()
        try requireHelpIsKnown(arguments)
        var command = try TensorInitCommand.parseAsRoot(arguments)
        try command.run()
      })
  }

  /// - Throws: `unknownName` where help is asked on a subcommand that isn't; the parser of the command line
  ///   would give help on all instead.
  private static func requireHelpIsKnown(_ arguments: [String]) throws(TensorInitError) {
    guard arguments.first == "help", let name = arguments.dropFirst().first, !name.hasPrefix("-")
    else { return }
    let known = TensorInitCommand.configuration.subcommands.map { $0._commandName } + ["help"]
    guard known.contains(name) else {
      throw .unknownName(kind: "subcommand", given: name, nearest: nil, known: known)
    }
  }

  /// The exit status of `body`, of whose error one line tells.
  private static func status(of body: () throws -> Void) -> Int32 {
    do {
      try body()
      return EXIT_SUCCESS
    } catch let error as TensorInitError {
      StandardError.print("Error: \(error)")
      return error.exitStatus
    } catch {
      let status = TensorInitCommand.exitCode(for: error).rawValue
      let text = TensorInitCommand.fullMessage(for: error)
      if status == EXIT_SUCCESS {
        // What was asked for is help or the version.
        return self.status { try StandardOutput.write(text + "\n") }
      }
      if !text.isEmpty { StandardError.print("Error: \(usageFault(error, fullMessage: text))") }
      return status
    }
  }

  /// What the parser of the command line says in several lines, without the usage, in one.
  private static func usageFault(_ error: any Error, fullMessage: String) -> String {
    let message = TensorInitCommand.message(for: error)
    let more = fullMessage.unicodeScalars
      .dropFirst("Error: ".unicodeScalars.count + message.unicodeScalars.count)
    return String(more).split(separator: "\n").filter { !$0.hasPrefix("Usage: ") }
      .reduce(message.displayed) { text, line in
        "\(text)\(text.hasSuffix(".") ? "" : ".") \(line.drop(while: \.isWhitespace))"
      }
  }
}

struct TensorInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init",
    abstract: "Give tensors their initial values.",
    discussion: """
      The same seed gives the same bits on every machine, with any number of threads.

      The exit status is 0, 1 for a fault in data, files or memory, and 64 for a fault in the command \
      line.
      """,
    version: TI_VERSION,
    subcommands: [
      Checkpoint.self, Sample.self, Verify.self, Inspect.self, Gain.self, KCommand.self,
    ])
}

extension TensorInitError {
  /// 1 for a fault in the data, 64 (`EX_USAGE`) for one in the command line.
  ///
  /// Faults in a recipe are `invalidContents`, so that all others about arguments are the command
  /// line's.
  var exitStatus: Int32 {
    switch cause {
    case .invalidContents, .fileFailure, .outOfMemory, .linearAlgebraFailure: 1
    case .invalidArgument, .invalidShape, .unsupportedDType, .unknownName, .invalidExpression,
      .inCall, .inTensor:
      64
    }
  }
}
