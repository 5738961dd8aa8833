import Foundation
import TestSupport
import Testing

@Suite struct BuiltExecutableTests {
  @Test("The path is absolute and ends with the name, whether or not the executable is there")
  func path() {
    let path = builtExecutable("no-such-executable")
    #expect(path.hasPrefix("/"))
    #expect(path.hasSuffix("/no-such-executable"))
  }

  @Test("The program that runs these tests is found by its name")
  func found() throws {
    let folder = URL(fileURLWithPath: builtExecutable("any")).deletingLastPathComponent().path
    // SwiftPM's own build system makes the first, Swift Build the second.
    let runner = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder)
        .first { $0.hasSuffix(".xctest") || $0.hasSuffix("-test-runner") })
    #expect(FileManager.default.isExecutableFile(atPath: builtExecutable(runner)))
  }
}
