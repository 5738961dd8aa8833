import Glibc
import Synchronization
import TensorInit

/// A line on standard error that shows how far the work is; only on a terminal.
final class ProgressBar: Sendable {
  private struct State {
    var done = 0
    var label = ""
    var lastDrawn: ContinuousClock.Instant?
  }

  private let total: Int
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// - Parameters:
  ///   - total: All the bytes there are to write.
  ///   - isQuiet: Whether it stays hidden in any case.
  init(total: Int, isQuiet: Bool) {
    self.total = total
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// Shows that this many more bytes of what has this name are done.
  func advance(by byteCount: Int, of name: String) {
    guard isShown else { return }
    state.withLock { state in
      state.done += byteCount
      state.label = name
      draw(&state)
    }
  }

  /// Shows at once what nothing may follow for long.
  func showWait(_ label: String) {
    guard isShown else { return }
    state.withLock { state in
      state.label = label
      state.lastDrawn = nil
      draw(&state)
    }
  }

  /// Leaves the line empty.
  func erase() {
    guard isShown else { return }
    state.withLock { _ in StandardError.write("\r\u{1b}[K") }
  }

  private static let interval = Duration.milliseconds(50)

  private func draw(_ state: inout State) {
    let now = ContinuousClock.now
    if let last = state.lastDrawn, now - last < Self.interval { return }
    state.lastDrawn = now
    let seconds = (now - start) / .seconds(1)
    let share = total == 0 ? 1 : Double(state.done) / Double(total)
    let percent = String(Int(share * 100))
    let cells = 24
    let filled = Int(share * Double(cells))
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "┄", count: cells - filled)
    let speed = seconds > 0 ? Int(Double(state.done) / seconds / 1e6) : 0
    let line =
      "\(bar) \(String(repeating: " ", count: 3 - percent.count))\(percent) %  "
      + "\(Quantities.bytes(state.done)) of \(Quantities.bytes(total))  \(speed) MB/s  \(state.label)"
    // A longer line would wrap, and the next one not replace it.
    StandardError.write("\r\(line.displayed.prefix(Self.width - 1))\u{1b}[K")
  }

  /// The terminal's width in columns.
  private static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
    return Int(size.ws_col)
  }
}
