import Foundation
import TestSupport
import Testing

@Suite("The command depends on no more of the system than it needs")
struct CommandLineTests {
  private static func canHideProc() async -> Bool {
    let result = try? await run(
      "/bin/sh", ["-c", "unshare --map-root-user --mount mount -t tmpfs none /proc"])
    return result?.exitStatus == 0
  }

  @Test(
    "without /proc it does what it is asked for",
    .enabled("needs file systems of one's own") { await canHideProc() })
  func withoutProc() async throws {
    let recipe = "seed: 1\ntensors:\n  a: {shape: [100], initializer: normal}\n"
    try await withRecipe(recipe) { folder in
      let script = """
        mount -t tmpfs none /proc
        $command gain relu && $command --version && $command k --help | head -1
        $command sample ones --shape 2 && echo 2+3 | $command k
        $command checkpoint recipe.yaml --quiet --output x.safetensors && ls -A
        $command checkpoint none.yaml --output x.safetensors; echo $?
        """
      let result = try await shell(
        "exec unshare --map-root-user --mount /bin/bash -c \"$script\"", in: folder,
        environment: ["script": script])
      #expect(
        result.standardOutput.replacing(/\d+\.\d+\.\d+/, with: "VERSION") == """
          1.4142135623730951
          VERSION
          OVERVIEW: Initialize tensors in a k session.
          1.0 1.0
          5
          recipe.yaml
          x.safetensors
          1

          """)
      #expect(
        result.standardError == "Error: none.yaml: can't read: No such file or directory\n")
    }
  }

  @Test(
    "what can't be written is a fault, whatever was asked for",
    arguments: [
      "--help", "--version", "help sample", "sample --help", "gain relu", "sample ones --shape 3",
      "--generate-completion-script bash", "k --help", "",
    ],
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
  func output(arguments: String, place: (redirection: String, reason: String)) async throws {
    let result = try await shell("$command \(arguments) \(place.redirection)", in: "/")
    expectFault(result, exitStatus: 1, "standard output: can't write: \(place.reason)")
  }

  @Test("an argument that is not UTF-8 is a fault, rather than the name of another file")
  func notUTF8() async throws {
    try await withTemporaryFolder { folder in
      let result = try await shell(
        "$command sample ones --shape 2 --output $'\\xff.npy'", in: folder)
      expectFault(
        result, exitStatus: 64, "argument 6 is '\u{fffd}.npy'; expected text in UTF-8")
      #expect(try files(in: folder) == [])
    }
  }

  @Test("recipes come from pipes too")
  func pipes() async throws {
    let recipe = "seed: 1\ntensors:\n  a: {shape: [100], initializer: normal}\n"
    try await withRecipe(recipe) { folder in
      let result = try await shell(
        """
        run() { "$command" checkpoint "$1" --quiet --output $2.npz; }
        run recipe.yaml file
        run /dev/stdin input < recipe.yaml
        cat recipe.yaml | run /dev/stdin pipe
        run <(cat recipe.yaml) substituted
        for name in input pipe substituted; do cmp file.npz $name.npz; done
        """, in: folder)
      expectSuccess(result)
    }
  }
}
