import Foundation
import TestSupport

/// A language that the header is for.
enum CLanguage: String, CaseIterable, Sendable {
  case c11 = "C11"
  case cpp11 = "C++11"
  case cpp17 = "C++17"

  var compilerArguments: [String] {
    switch self {
    case .c11: ["clang", "-x", "c", "-std=c11", "-pedantic"]
    case .cpp11: ["clang++", "-x", "c++", "-std=c++11", "-pedantic"]
    case .cpp17: ["clang++", "-x", "c++", "-std=c++17", "-pedantic"]
    }
  }
}

private let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
private let includes = tests.deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("Sources/CTensorInit/include")

/// Compiles a program of the folder Programs with all warnings as errors, and runs it.
func output(
  of program: String, _ language: CLanguage, _ arguments: [String] = []
) async throws -> CommandResult {
  try await output(
    of: tests.appendingPathComponent("Programs").appendingPathComponent(program), language,
    arguments)
}

/// Compiles the example at the head of tensor_init.h, and runs it.
func outputOfHeaderExample(_ language: CLanguage) async throws -> CommandResult {
  let header = try String(
    contentsOf: includes.appendingPathComponent("tensor_init.h"), encoding: .utf8)
  let example = header.split(separator: "\n").prefix { $0 != " */" }
    .filter { $0.hasPrefix(" *   ") }.map { $0.dropFirst(5) }
  return try await withTemporaryFolder { folder in
    let program = URL(fileURLWithPath: folder).appendingPathComponent("example.c")
    try """
    #include <stdio.h>
    #include "tensor_init.h"
    int main(void) {
      \(example.joined(separator: "\n  "))
      printf("%d\\n", weight[0][0] != 0);
      return 0;
    }
    """.write(to: program, atomically: true, encoding: .utf8)
    return try await output(of: program, language, [])
  }
}

private func output(
  of program: URL, _ language: CLanguage, _ arguments: [String]
) async throws -> CommandResult {
  let libraries = URL(fileURLWithPath: builtExecutable("libtensor_init.so"))
    .deletingLastPathComponent().path
  // Where the library was built with a sanitizer, the program's own comes first.
  let sanitizer = ProcessInfo.processInfo.environment["TENSOR_INIT_SANITIZER"]
  return try await withTemporaryFolder { folder in
    let compiled = try await run(
      "/usr/bin/env",
      language.compilerArguments + (sanitizer.map { ["-fsanitize=\($0)"] } ?? []) + [
        "-O1", "-Wall", "-Wextra", "-Werror", "-I\(includes.path)", program.path,
        "-o", "\(folder)/program",
        "-L\(libraries)", "-ltensor_init", "-Wl,-rpath,\(libraries)", "-lpthread",
      ])
    guard compiled.exitStatus == 0 else { return compiled }
    return try await run("\(folder)/program", arguments)
  }
}
