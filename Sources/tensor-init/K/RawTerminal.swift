import Glibc

/// A terminal that gives each key as it is pressed, and shows none by itself.
struct RawTerminal {
  private let descriptor: Int32
  private var original = termios()

  /// `nil` where the descriptor is no terminal.
  init?(_ descriptor: Int32) {
    self.descriptor = descriptor
    guard tcgetattr(descriptor, &original) == 0 else { return nil }
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
  func byte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(descriptor, &byte, 1)
      if count == 1 { return byte }
      if count == 0 || errno != EINTR { return nil }
    }
  }

  /// Whether a byte comes within a moment: the rest of a key's sequence does.
  var hasMore: Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, 50) > 0
  }
}
