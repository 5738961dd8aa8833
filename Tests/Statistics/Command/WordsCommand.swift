import ArgumentParser
import Foundation
import Randomness
import TensorInit

extension StatisticsCommand {
  struct Words: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write random words to standard output, until nobody reads on.",
      discussion:
        "For `dieharder -a -g 200` and its like: 32-bit numbers in the machine's byte order.")

    @Option(help: "How the words lie in the library.")
    var layout = WordLayout.tensor

    @Option(help: "The generator.")
    var generator = Generator.Algorithm.standard

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    func run() throws {
      // A reader that has enough ends the loop, not the process.
      signal(SIGPIPE, SIG_IGN)
      let source = Source(words: layout, from: Origin(algorithm: generator, seed: seed))
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
      defer { bytes.deallocate() }
      guard let base = bytes.baseAddress else { return }
      let count = bytes.count / 4
      for first in stride(from: 0, to: Int.max - count, by: count) {
        try source.fill(base, first..<first + count)
        var sent = 0
        while sent < bytes.count {
          let count = write(STDOUT_FILENO, base + sent, bytes.count - sent)
          guard count > 0 else { return }
          sent += count
        }
      }
    }
  }
}
