import Foundation
import TestSupport
import Testing

/// Each script runs in an empty folder and must leave it so, but for what it made itself.
@Suite("A file that can't be written is one line, and leaves nothing behind")
struct FileFaultTests {
  private static let sample = "$command sample normal --shape 1000x100 --seed 1 --output"

  /// Whether a process may have file systems of its own here.
  private static func canMount() async -> Bool {
    let result = try? await run(
      "/bin/sh", ["-c", "unshare --map-root-user --mount mount -t tmpfs none /tmp"])
    return result?.exitStatus == 0
  }

  /// Runs a script with file systems of its own.
  private func shellThatMounts(_ script: String, in folder: String) async throws -> CommandResult {
    let mounting = "exec unshare --map-root-user --mount /bin/bash -c \"$script\""
    return try await shell(mounting, in: folder, environment: ["script": script])
  }

  @Test(
    "where the folder is missing, or is a file",
    arguments: [
      ("none/x.npy", "none/x.npy: can't create a file in 'none': No such file or directory"),
      ("file/x.npy", "file/x.npy: can't write: Not a directory"),
      ("/none/x.npy", "/none/x.npy: can't create a file in '/none': No such file or directory"),
      ("/x.npy/x.npy", "/x.npy/x.npy: can't create a file in '/x.npy': No such file or directory"),
    ])
  func folder(path: String, message: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell("touch file; \(Self.sample) \(path)", in: folder)
      expectFault(result, exitStatus: 1, message)
      #expect(try files(in: folder) == ["file"])
    }
  }

  @Test("where a folder or a device has the name, or the name is too long")
  func notReplaceable() async throws {
    try await withTemporaryFolder { folder in
      let script = "mkdir folder.npy; ln -s /dev/null device.npy; ln -s none link.npy"
      let none = try await shell(script, in: folder)
      expectSuccess(none)
      let long = String(repeating: "x", count: 300) + ".npy"
      for (path, reason) in [
        ("folder.npy", "it is a folder"), ("device.npy", "it is not a regular file"),
        (long, "File name too long"),
      ] {
        let result = try await shell("\(Self.sample) \(path)", in: folder)
        expectFault(result, exitStatus: 1, "\(path): can't write: \(reason)")
      }
      #expect(try files(in: folder) == ["device.npy", "folder.npy", "link.npy"])
      #expect(try files(in: folder + "/folder.npy") == [])
    }
  }

  @Test("where the file system takes no files")
  func proc() async throws {
    let result = try await shell("\(Self.sample) /proc/x.npy", in: "/")
    expectFault(
      result, exitStatus: 1,
      "/proc/x.npy: can't create a file in '/proc': No such file or directory")
  }

  @Test("where the folder may only be read", .enabled(if: getuid() != 0, "root may write anywhere"))
  func readOnlyFolder() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        "mkdir shut; chmod 500 shut; \(Self.sample) shut/x.npy", in: folder)
      expectFault(
        result, exitStatus: 1, "shut/x.npy: can't create a file in 'shut': Permission denied")
      #expect(try files(in: folder + "/shut") == [])
    }
  }

  @Test(
    "where the file system may only be read",
    .enabled("needs file systems of one's own") { await canMount() })
  func readOnlyFileSystem() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shellThatMounts(
        "mkdir shut && mount -t tmpfs -o ro none shut && \(Self.sample) shut/x.npy", in: folder)
      expectFault(
        result, exitStatus: 1, "shut/x.npy: can't create a file in 'shut': Read-only file system")
    }
  }

  @Test(
    "where the disk is full",
    .enabled("needs file systems of one's own") { await canMount() },
    arguments: ["npy", "npz", "safetensors"])
  func fullDisk(format: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shellThatMounts(
        """
        mkdir disk && mount -t tmpfs -o size=256k none disk && cd disk
        \(Self.sample) x.\(format)
        echo $? $(ls -A)
        $command sample normal --shape 100x100 --output x.\(format)
        echo $? $(ls -A)
        """, in: folder)
      let error = /Error: x\.\w+: can't reserve 40\d\d\d\d bytes: No space left on device\n/
      #expect(result.standardError.wholeMatch(of: error) != nil)
      #expect(result.standardOutput == "1\n0 x.\(format)\n")
    }
  }

  @Test("where files may not be so large", arguments: ["trap '' XFSZ", "true"])
  func limit(trap: String) async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        "\(trap); ulimit -f 64; \(Self.sample) x.npy", in: folder)
      expectFault(
        result, exitStatus: 1, "x.npy: can't reserve 400128 bytes: File too large")
      #expect(try files(in: folder) == [])
    }
  }

  @Test("and an older file of the name stays as it is")
  func olderFile() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        "echo old > x.npy; ulimit -f 64; \(Self.sample) x.npy", in: folder)
      expectFault(
        result, exitStatus: 1, "x.npy: can't reserve 400128 bytes: File too large")
      #expect(try contents(folder + "/x.npy") == Data("old\n".utf8))
      #expect(try files(in: folder) == ["x.npy"])
    }
  }

  @Test(
    "on file systems without files that have no name, too",
    .enabled("needs file systems of one's own") { await canMount() })
  func temporaryName() async throws {
    try await withTemporaryFolder { folder in
      // Without their entries in /proc, such files could not be named later.
      let result = try await shellThatMounts(
        """
        hide() { mount -t tmpfs none /proc/$BASHPID/fd; }
        (hide; exec \(Self.sample) x.npy)
        echo $? $(ls -A)
        (hide; ulimit -f 64; exec \(Self.sample) y.npy)
        echo $? $(ls -A)
        """, in: folder)
      #expect(result.standardOutput == "0 x.npy\n1 x.npy\n")
      #expect(
        result.standardError == "Error: y.npy: can't reserve 400128 bytes: File too large\n")
    }
  }

  @Test("and messages don't go into it where the standard streams are closed")
  func closedStreams() async throws {
    let recipe = "tensors:\n  a: {shape: [100], initializer: normal}\n"
    try await withRecipe(recipe) { folder in
      let result = try await shell(
        """
        run() { "$command" checkpoint recipe.yaml --seed 1 --output "$@"; }
        run open.safetensors > summary
        (run output.safetensors >&-)
        echo $?
        (run error.safetensors > summary 2>&-)
        echo $?
        (run all.safetensors <&- >&- 2>&-)
        echo $?
        for name in output error all; do cmp open.safetensors $name.safetensors; done
        """, in: folder)
      #expect(result.standardOutput == "1\n0\n1\n")
      #expect(
        result.standardError == "Error: standard output: can't write: Bad file descriptor\n")
    }
  }

  @Test("even after a kill in the middle of it")
  func kill() async throws {
    // The second tensor takes seconds; the first is in the file long before.
    let recipe = """
      tensors:
        a: {shape: [1000, 1000], initializer: normal}
        b: {shape: [6000, 6000], initializer: orthogonal}
      """
    try await withRecipe(recipe) { folder in
      let result = try await shell(
        """
        "$command" checkpoint recipe.yaml --output x.safetensors & child=$!
        for i in $(seq 500); do
          test "$(stat -Lc %b /proc/$child/fd/* 2>/dev/null | sort -n | tail -1)" -gt 8000 && break
          sleep 0.02
        done
        sleep 0.1
        kill -KILL $child
        wait $child
        """, in: folder)
      #expect(result.exitStatus == 128 + SIGKILL)
      #expect(try !files(in: folder).contains("x.safetensors"))
    }
  }
}
