import Foundation
import TestSupport
import Testing

/// Runs the built command in `folder`.
func tensorInit(
  _ arguments: String..., in folder: String? = nil, environment: [String: String] = [:]
) async throws -> CommandResult {
  try await run(
    builtExecutable("tensor-init"), arguments, environment: environment, workingDirectory: folder)
}

/// Runs a shell script in `folder`, in which `$command` is the built command.
func shell(
  _ script: String, in folder: String, environment: [String: String] = [:]
) async throws -> CommandResult {
  let environment = environment.merging(["command": builtExecutable("tensor-init")]) { $1 }
  return try await run(
    "/bin/bash", ["-c", script], environment: environment, workingDirectory: folder)
}

/// The names of all files in a folder, hidden ones too.
func files(in folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

/// The contents of a file.
func contents(_ path: String) throws -> Data {
  try Data(contentsOf: URL(fileURLWithPath: path))
}

/// Calls `body` with a folder in which `recipe.yaml` has this text.
func withRecipe<Result>(
  _ text: String, _ body: (String) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { folder in
    try write(text, to: folder + "/recipe.yaml")
    return try await body(folder)
  }
}

/// Expects that a command failed with this one line on standard error, and gave no result.
func expectFault(
  _ result: CommandResult, exitStatus: Int32, _ message: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.standardError == "Error: \(message)\n", sourceLocation: sourceLocation)
  #expect(result.exitStatus == exitStatus, sourceLocation: sourceLocation)
  #expect(result.standardOutput.isEmpty, sourceLocation: sourceLocation)
}

/// Expects that a command succeeded and said nothing on standard error.
func expectSuccess(
  _ result: CommandResult, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(result.standardError.isEmpty, sourceLocation: sourceLocation)
  #expect(result.exitStatus == 0, sourceLocation: sourceLocation)
}

/// The contents of a file as text.
func text(of path: String) throws -> String {
  String(decoding: try contents(path), as: UTF8.self)
}

/// Makes a file of this text.
func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}
