import Foundation
import TestSupport

/// A language that the header is for.
enum CLanguage: String, CaseIterable, Sendable {
  case c11 = "C11"
  case cpp17 = "C++17"

  var compilerArguments: [String] {
    switch self {
    case .c11: ["clang", "-x", "c", "-std=c11", "-pedantic"]
    case .cpp17: ["clang++", "-x", "c++", "-std=c++17"]
    }
  }
}

/// Compiles a program of the folder Programs with all warnings as errors, and runs it.
func output(of program: String, _ language: CLanguage) async throws -> CommandResult {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let root = tests.deletingLastPathComponent().deletingLastPathComponent()
  let libraries = URL(fileURLWithPath: builtExecutable("libtensor_init.so"))
    .deletingLastPathComponent().path
  return try await withTemporaryFolder { folder in
    let compiled = try await run(
      "/usr/bin/env",
      language.compilerArguments + [
        "-O1", "-Wall", "-Wextra", "-Werror", "-I\(root.path)/Sources/CTensorInit/include",
        tests.appendingPathComponent("Programs/\(program)").path, "-o", "\(folder)/program",
        "-L\(libraries)", "-ltensor_init", "-Wl,-rpath,\(libraries)", "-lpthread",
      ])
    guard compiled.exitStatus == 0 else { return compiled }
    return try await run("\(folder)/program", [])
  }
}
