import Foundation
import TensorInit
import TestSupport
import Testing

@Suite("A writer removes what a killed one left in the folder")
struct LeftoverTests {
  /// The names in a folder of these files, last written to two hours ago, after `write`.
  private func names(_ names: [String], after write: (String) throws -> Void) throws -> [String] {
    try withTemporaryFolder { folder in
      for name in names {
        let path = "\(folder)/\(name)"
        try Data("x".utf8).write(to: URL(fileURLWithPath: path))
        let date = Date(timeIntervalSinceNow: -7200)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
      }
      try write(folder)
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
  }

  private static let leftover = ".tensor-init-1a2b.tmp"

  private func save(in folder: String) throws {
    try Tensor([1.0]).save(to: folder + "/x.npy")
  }

  @Test("be it for one file or for shards")
  func removed() throws {
    let leftovers = [Self.leftover, ".tensor-init-0.tmp"]
    #expect(try names(leftovers) { try save(in: $0) } == ["x.npy"])
    let left = try names(leftovers) { folder in
      let tensors = ["a", "b"].map { TensorSpec(name: $0, shape: [1], dtype: .int8) }
      let writer = try CheckpointWriter(
        path: folder + "/x.safetensors", tensors: tensors, shardByteCount: 1)
      for tensor in tensors { try writer.write(.ones, named: tensor.name) }
      try writer.commit()
    }
    #expect(left.count == 3 && !left.contains { $0.hasPrefix(".") })
  }

  @Test("but not what others named")
  func others() throws {
    let others = [
      ".tensor-init-+1.tmp", ".tensor-init-.tmp", ".tensor-init-01.tmp", ".tensor-init-1.tmp.gz",
      ".tensor-init-11111111111111111.tmp", ".tensor-init-1A.tmp", ".tensor-init-notes.tmp",
      ".tensor-init.tmp", ".x-tensor-init-1.tmp", "tensor-init-1.tmp",
    ]
    #expect(try names(others) { try save(in: $0) } == others.sorted() + ["x.npy"])
  }

  @Test("nor what has another name")
  func linked() throws {
    let left = try names([Self.leftover]) { folder in
      try FileManager.default.linkItem(
        atPath: "\(folder)/\(Self.leftover)", toPath: folder + "/kept")
      try save(in: folder)
    }
    #expect(left == [Self.leftover, "kept", "x.npy"])
  }

  @Test("nor what is fresh, another's or no file")
  func fresh() throws {
    let left = try names([]) { folder in
      let path = "\(folder)/\(Self.leftover)"
      try Data().write(to: URL(fileURLWithPath: path))
      try FileManager.default.createDirectory(
        atPath: folder + "/.tensor-init-2.tmp", withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/.tensor-init-3.tmp", withDestinationPath: path)
      try save(in: folder)
    }
    #expect(left == [Self.leftover, ".tensor-init-2.tmp", ".tensor-init-3.tmp", "x.npy"])
  }

  /// Makes a folder that has files of these names, and was last changed two hours ago.
  private func makeFolder(_ path: String, _ names: String...) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    for name in names { try Data().write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    let date = Date(timeIntervalSinceNow: -7200)
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
  }

  @Test("nor a folder of files that isn't old, not locked and of such files alone")
  func folders() throws {
    let left = try names([]) { folder in
      try makeFolder(folder + "/.tensor-init-1.tmp", ".tensor-init-a.tmp", ".tensor-init-b.tmp")
      try makeFolder(folder + "/.tensor-init-2.tmp")
      try makeFolder(folder + "/.tensor-init-3.tmp", ".tensor-init-a.tmp", "notes")
      try makeFolder(folder + "/.tensor-init-4.tmp", ".tensor-init-a.tmp")
      try makeFolder(folder + "/.tensor-init-x.tmp", ".tensor-init-a.tmp")
      let descriptor = open("\(folder)/.tensor-init-4.tmp", O_RDONLY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try save(in: folder)
      let kept = try FileManager.default.contentsOfDirectory(atPath: folder + "/.tensor-init-4.tmp")
      #expect(kept == [".tensor-init-a.tmp"])
    }
    #expect(left == [".tensor-init-3.tmp", ".tensor-init-4.tmp", ".tensor-init-x.tmp", "x.npy"])
  }

  @Test("nor what a process has locked, as writers do with theirs")
  func locked() throws {
    let left = try names([Self.leftover]) { folder in
      let descriptor = open("\(folder)/\(Self.leftover)", O_RDONLY)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX) == 0)
      try save(in: folder)
    }
    #expect(left == [Self.leftover, "x.npy"])
  }
}
