import ArgumentParser
import Foundation
import Randomness
import TensorInit

extension StatisticsCommand {
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "battery",
      abstract: "Run the battery of tests; the exit status is 1 where one raises an alarm.")

    @Flag(help: "The form of half an hour rather than of a minute.")
    var long = false

    @Option(help: "A number from which all else follows: another one is another experiment.")
    var seed: UInt64 = 20_261_128

    @Option(help: "One of the generators; by default ars and philox.")
    var generator: [Generator.Algorithm] = [.ars, .philox]

    @Option(help: "The most samples of a law and of words, as a power of 2.")
    var most: Int?

    @Option(help: "The threads.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "A file for all p-values as JSON.")
    var json: String?

    @Option(help: "A file for a page of all p-values.")
    var markdown: String?

    func run() throws {
      var size = long ? Battery.Size.long : .short
      if let most {
        guard (16...40).contains(most) else { throw ValidationError("--most is from 16 to 40") }
        size.limit(to: 1 << most)
      }
      let battery = Battery(
        size: size, seed: seed, algorithms: generator, threads: max(1, threads))
      let (date, start) = (Date(), ContinuousClock.now)
      let outcomes = try battery.run { outcomes in
        guard let least = outcomes.min(by: { $0.twoSided < $1.twoSided }) else { return }
        print(
          String(
            format: "%6.1f s  p = %.4f (%d) ", (ContinuousClock.now - start) / .seconds(1),
            least.twoSided, outcomes.count) + least.subject + ": " + least.test)
        fflush(nil)
      }
      let report = Report(
        outcomes, of: battery, form: long ? "long" : "short", date: date,
        seconds: (ContinuousClock.now - start) / .seconds(1))
      if let json { try report.json.write(toFile: json, atomically: true, encoding: .utf8) }
      if let markdown {
        try report.markdown.write(toFile: markdown, atomically: true, encoding: .utf8)
      }
      print(report.summary)
      if !report.verdict.isClean { throw ExitCode(1) }
    }
  }
}
