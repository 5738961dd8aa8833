import Foundation
import TensorInit

/// Measuring several parties in turn, so that what else the machine does disturbs all alike.
enum Contest {
  /// The mean seconds of one fill, from so many repetitions of it.
  typealias Party = (_ repetitions: Int) async throws -> Double

  /// Short fills are repeated for at least this long, many times what a clock and a switch between processes
  /// cost.
  private static let shortestSeconds = 30e-3

  /// Rounds of one measurement of each party; the seconds of each party's fills.
  static func alternate(_ parties: [Party], rounds: Int) async throws -> [[Double]] {
    var repetitions: [Int] = []
    for party in parties { repetitions.append(try await repetitionsNeeded(by: party)) }
    var seconds = [[Double]](repeating: [], count: parties.count)
    for _ in 0..<rounds {
      for (index, party) in parties.enumerated() {
        // A second core comes back to work only after milliseconds of which long fills don't take notice.
        if repetitions[index] > 1 { _ = try await party(repetitions[index] / 2) }
        seconds[index].append(try await party(repetitions[index]))
      }
    }
    return seconds
  }

  /// Also warms up: the first fills find cold pages and an idle processor.
  private static func repetitionsNeeded(by party: Party) async throws -> Int {
    var repetitions = 1
    while try await party(repetitions) * Double(repetitions) < shortestSeconds,
      repetitions < 1 << 18
    {
      repetitions *= 4
    }
    return repetitions
  }

  /// The mean seconds of so many repetitions.
  static func seconds(
    of repetitions: Int, _ fill: (_ repetition: Int) throws -> Void
  ) rethrows -> Double {
    let duration = try ContinuousClock().measure {
      for repetition in 0..<repetitions { try fill(repetition) }
    }
    return duration / .seconds(1) / Double(repetitions)
  }

  /// Waits until this process uses no processor any more.
  ///
  /// OpenBLAS's threads wait actively for a while, which would slow down a peer.
  static func waitForThreads() {
    let clock = ContinuousClock()
    let deadline = clock.now + .milliseconds(500)
    while clock.now < deadline {
      let used = processorSeconds()
      Thread.sleep(forTimeInterval: 0.002)
      if processorSeconds() - used < 0.0005 { return }
    }
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
