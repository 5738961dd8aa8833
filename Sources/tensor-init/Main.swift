import ArgumentParser
import Glibc
import TensorInit

@main
struct Main {
  static func main() {
    // A file beyond the process's limit is then an error that can be reported, not the end.
    signal(SIGXFSZ, SIG_IGN)
    occupyStandardStreams()
    do {
      var command = try TensorInitCommand.parseAsRoot()
      try command.run()
    } catch let error as TensorInitError {
      StandardError.print("Error: \(error.description.onOneLine)")
      exit(error.exitStatus)
    } catch {
      TensorInitCommand.exit(withError: error)
    }
  }

  /// Gives standard streams that are closed a file, which the first file that is opened would otherwise
  /// become, and have messages written over it.
  ///
  /// As they can't be used in the direction that is theirs, results still can't be lost unseen.
  private static func occupyStandardStreams() {
    for (stream, access) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
      // The lowest free descriptor is the one that is opened: this one, as those below are taken.
      _ = open("/dev/null", access)
    }
  }
}

struct TensorInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init",
    abstract: "Give tensors their initial values.",
    discussion: """
      The same seed gives the same bits on every machine, with any number of threads.

      The exit status is 0, 1 for a fault in data, files or memory, and 64 for a fault in the command \
      line.
      """,
    version: "0.1.0",
    subcommands: [Checkpoint.self, Sample.self, Gain.self, KCommand.self])
}
