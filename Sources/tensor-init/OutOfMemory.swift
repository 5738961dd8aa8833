import Glibc

/// The end of a process whose memory has run out, as the fault that it is.
enum OutOfMemory {
  /// What handled the signal before.
  nonisolated(unsafe) private static var previous = sigaction()

  /// Has the process end with a line and exit status 1 where the lack of memory would abort it.
  ///
  /// Swift's runtime does that where an array or a string gets none. Other aborts stay what they are.
  static func report() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      // The runtime doesn't say why it aborts; and within a handler, few calls are allowed. This one tells.
      let byteCount = 1 << 26
      let region = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard region == MAP_FAILED else {
        munmap(region, byteCount)
        sigaction(SIGABRT, &OutOfMemory.previous, nil)
        raise(SIGABRT)
        return
      }
      let text: StaticString = "Error: the process has no memory left\n"
      _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      _exit(1)
    }
    sigaction(SIGABRT, &action, &previous)
  }
}
