public import ArgumentParser
public import Randomness
public import TensorInit

/// Shows how random the library's values are.
@main
struct StatisticsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensor-init-statistics",
    abstract: "Test the values that seeds, streams and names give for randomness.",
    subcommands: [Run.self, Words.self])
}

extension WordLayout: ExpressibleByArgument {}
extension Generator.Algorithm: ExpressibleByArgument {}
