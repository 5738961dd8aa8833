import Foundation

/// Calls a function with the path of a fresh empty folder, and removes the folder afterwards.
public func withTemporaryFolder<R>(_ body: (String) throws -> R) rethrows -> R {
  let folder = makeTemporaryFolder()
  defer { removeTemporaryFolder(folder) }
  return try body(folder)
}

/// Calls an asynchronous function with the path of a fresh empty folder, and removes the folder
/// afterwards.
public func withTemporaryFolder<R>(
  isolation: isolated (any Actor)? = #isolation, _ body: (String) async throws -> R
) async rethrows -> R {
  let folder = makeTemporaryFolder()
  defer { removeTemporaryFolder(folder) }
  return try await body(folder)
}

/// Makes a folder that nobody else has; mkdtemp chooses the name and creates it in one step.
private func makeTemporaryFolder() -> String {
  let parent = NSTemporaryDirectory()
  var template = Array((parent + (parent.hasSuffix("/") ? "" : "/") + "test.XXXXXX").utf8CString)
  let made = template.withUnsafeMutableBufferPointer { buffer in
    buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
  }
  guard let made else {
    fatalError("cannot make a folder in \(parent): \(String(cString: strerror(errno)))")
  }
  return made
}

private func removeTemporaryFolder(_ folder: String) {
  // A folder that stays behind is untidy, but no reason to fail the test that passed in it.
  try? FileManager.default.removeItem(atPath: folder)
}
