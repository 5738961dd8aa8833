import Foundation
import TestSupport
import Testing

@Suite struct WithTemporaryFolderTests {
  struct Fault: Error {}

  @Test("The folder is there, empty and writable, and gone afterwards with what is in it")
  func lifetime() throws {
    let folder = try withTemporaryFolder { folder in
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      try Data([1]).write(to: URL(fileURLWithPath: folder + "/file"))
      return folder
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("The folder is gone after an error too")
  func fault() {
    var folder = ""
    #expect(throws: Fault.self) {
      try withTemporaryFolder { path in
        folder = path
        throw Fault()
      }
    }
    #expect(!folder.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("Two folders at once are two folders")
  func nested() {
    withTemporaryFolder { outer in
      withTemporaryFolder { inner in #expect(outer != inner) }
    }
  }

  @Test("The folder outlives suspensions of an asynchronous function")
  func asynchronous() async throws {
    let folder = try await withTemporaryFolder { folder in
      try await Task.sleep(for: .milliseconds(1))
      #expect(FileManager.default.fileExists(atPath: folder))
      return folder
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test("A function on the main actor can use its own state inside")
  @MainActor func isolated() async throws {
    var seen = ""
    try await withTemporaryFolder { folder in
      try await Task.sleep(for: .milliseconds(1))
      seen = folder
    }
    #expect(!seen.isEmpty)
  }
}
