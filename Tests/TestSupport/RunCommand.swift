import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What a command gave back.
public struct CommandResult: Sendable, Hashable {
  /// The exit status, or as in a shell 128 plus the signal that ended the command.
  public var exitStatus: Int32

  /// Everything written to standard output; bytes that are not UTF-8 become U+FFFD.
  public var standardOutput: String

  /// Everything written to standard error; bytes that are not UTF-8 become U+FFFD.
  public var standardError: String
}

/// Runs an executable to its end and returns what it gave back.
///
/// Both output streams are read while the command runs, however much it writes to either.
///
/// - Parameters:
///   - executable: The path of the executable, for example from `builtExecutable(_:)`.
///   - arguments: The arguments after the executable's own name.
///   - environment: Variables to set on top of those of this process.
///   - standardInput: What the command reads from standard input.
///   - workingDirectory: Where the command runs; nil is where this process does.
/// - Throws: An error of `Subprocess` where the command cannot be started.
public func run(
  _ executable: String, _ arguments: [String], environment: [String: String] = [:],
  standardInput: String = "", workingDirectory: String? = nil
) async throws -> CommandResult {
  try await withTemporaryFolder { folder in
    // From a file rather than through a pipe: a command that stops reading its input early would
    // end this process by SIGPIPE.
    let inputPath = folder + "/standard-input"
    try Data(standardInput.utf8).write(to: URL(fileURLWithPath: inputPath))
    let result = try await Subprocess.run(
      .path(FilePath(executable)),
      arguments: Arguments(arguments),
      environment: .inherit.updating(overrides(environment)),
      workingDirectory: workingDirectory.map { FilePath($0) },
      input: .fileDescriptor(
        FileDescriptor.open(inputPath, .readOnly), closeAfterSpawningProcess: true),
      output: .bytes(limit: .max),
      error: .bytes(limit: .max))
    return CommandResult(
      exitStatus: exitStatus(result.terminationStatus),
      standardOutput: String(decoding: result.standardOutput, as: UTF8.self),
      standardError: String(decoding: result.standardError, as: UTF8.self))
  }
}

private func overrides(_ environment: [String: String]) -> [Environment.Key: String?] {
  var overrides: [Environment.Key: String?] = [:]
  for (name, value) in environment { overrides[Environment.Key(stringLiteral: name)] = value }
  return overrides
}

private func exitStatus(_ status: TerminationStatus) -> Int32 {
  switch status {
  case .exited(let code): code
  case .signaled(let signal): 128 + signal
  }
}
