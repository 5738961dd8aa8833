import ArgumentParser
import TensorInit

struct Gain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gain",
    abstract: "Print the recommended gain of a nonlinearity.",
    usage: "tensor-init gain <nonlinearity> [<slope>]",
    discussion: """
      The gain is the factor for the standard deviation of the weights before the nonlinearity.

      NONLINEARITIES: \(Nonlinearity.allCases.map(\.rawValue).joined(separator: ", "))
      """)

  @Argument(help: "The function that follows the weights, for example relu.")
  var nonlinearity: String

  // A list, since of single arguments a negative number would be taken for an option.
  @Argument(
    parsing: .allUnrecognized,
    help: "The negative slope of leaky_relu; others have no use for it. (default: 0.01)")
  var slope: [String] = []

  func run() throws {
    let nonlinearity = try Nonlinearity(named: nonlinearity)
    guard slope.count <= 1 else {
      throw TensorInitError.invalidArgument(
        argument: "slope", given: "'\(slope.joined(separator: " "))'",
        expected: "one number")
    }
    guard let slope = slope.first else {
      return try StandardOutput.write("\(nonlinearity.gain())\n")
    }
    guard let number = Double(slope) else {
      throw TensorInitError.invalidArgument(
        argument: "slope", given: "'\(slope)'", expected: "a number")
    }
    try StandardOutput.write("\(nonlinearity.gain(slope: number))\n")
  }
}
