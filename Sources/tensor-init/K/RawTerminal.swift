import Glibc
import TensorInit

/// The terminal that is standard input, which gives each key as it is pressed, and shows none by itself.
struct RawTerminal {
  private let descriptor = STDIN_FILENO
  private var original = termios()

  /// - Throws: `fileFailure` where standard input is no terminal, or one that is gone.
  init() throws(TensorInitError) {
    guard tcgetattr(descriptor, &original) == 0 else { throw StandardInput.failure }
  }

  /// Calls `body` with the terminal raw; afterwards it is as before, also where `body` throws.
  func withRawMode<Result>(_ body: () throws -> Result) rethrows -> Result {
    var raw = original
    // Output keeps its translation of line breaks; Ctrl-C and Ctrl-Z come as keys.
    raw.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
    raw.c_iflag &= ~tcflag_t(IXON | ICRNL | INLCR)
    tcsetattr(descriptor, TCSADRAIN, &raw)
    defer {
      var original = original
      tcsetattr(descriptor, TCSADRAIN, &original)
    }
    return try body()
  }

  /// The width in columns.
  var width: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }

  /// The next byte; `nil` at the end.
  func byte() throws(TensorInitError) -> UInt8? { try StandardInput.bytes(atMost: 1).first }

  /// Whether a byte comes within a moment: the rest of a key's sequence does.
  var hasMore: Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, 50) > 0
  }
}
