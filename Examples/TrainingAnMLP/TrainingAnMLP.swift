import ArgumentParser
import TensorInit

/// Trains the same network from several starts and prints how its loss falls.
@main
struct TrainingAnMLP: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a deep network to tell two spirals apart, from several starts.",
    discussion: """
      Prints a table with tabs between its columns: the loss after so many steps, a column for each start. \
      A loss of 0.693 is that of guessing; nan, that the numbers have overflowed.
      """)

  /// Of which some let the network learn.
  static let defaultStarts = [
    "normal(std=1)", "normal(std=0.01)",
    // PyTorch's own of a linear layer.
    "kaiming_uniform(slope=2.23606797749979)",
    "xavier_normal", "kaiming_normal(nonlinearity=relu)", "orthogonal(gain=1.4142135623730951)",
  ]

  @Argument(help: "Initializers of the weights, as tensor-init writes them.")
  var starts = defaultStarts

  @Option(help: "The hidden layers.")
  var depth = 16

  @Option(help: "The units of a hidden layer.")
  var width = 64

  @Option(help: "The steps of gradient descent.")
  var steps = 400

  @Option(help: "How far a step goes, as a multiple of the gradient.")
  var rate: Float = 0.01

  @Option(help: "Where the random numbers come from.")
  var seed: UInt64 = 0

  func validate() throws {
    guard depth >= 0, width > 0, steps >= 0 else {
      throw ValidationError("layers, units and steps are counted from 1")
    }
  }

  func run() throws {
    let spirals = try Spirals(count: 256, using: Generator(seed: seed).stream(named: "spirals"))
    let columns = try starts.map { try losses(from: Initializer($0), on: spirals) }
    print((["step"] + starts).joined(separator: "\t"))
    for step in 0...steps {
      print(([String(step)] + columns.map { String($0[step]) }).joined(separator: "\t"))
    }
  }

  /// The loss at first and after each step.
  private func losses(from start: Initializer, on spirals: Spirals) throws -> [Float] {
    let model = try MLP(widths: [2] + Array(repeating: width, count: depth) + [1])
    try model.initialize(
      [("*.weight", start), ("*.bias", .zeros)], using: Generator(seed: seed))
    let backpropagation = try Backpropagation(model, over: spirals)
    let descent = try GradientDescent(model.parameters, rate: rate)
    return try (0...steps).map { _ in
      let loss = try backpropagation.run()
      try descent.step(backpropagation.gradients.parameters)
      return loss
    }
  }
}
