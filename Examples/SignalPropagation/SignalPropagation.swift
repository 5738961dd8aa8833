import ArgumentParser
import TensorInit

/// Sends random inputs through deep networks and prints what becomes of them.
@main
struct SignalPropagation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows how signals grow or vanish in deep networks, by initializer and function.",
    discussion: """
      Prints a table with tabs between its columns: the root mean square of the activations of each layer, 0 the \
      input, and of the gradients that come back to them, of normal inputs and gradients of deviation 1.
      """)

  /// With the gain of the function that follows as `GAIN`.
  static let defaultSchemes = [
    "normal(std=0.01)", "trunc_normal(std=0.02)",
    // PyTorch's own of a linear layer.
    "kaiming_uniform(slope=2.23606797749979)",
    "xavier_normal", "kaiming_normal(nonlinearity=relu)", "orthogonal", "orthogonal(gain=GAIN)",
  ]

  @Argument(
    help: ArgumentHelp(
      "Initializers of the weights, as tensor-init writes them.",
      discussion: "GAIN in one stands for the gain of the function that follows."))
  var schemes = defaultSchemes

  @Option(
    name: .customLong("function"), help: "A function between the layers; all where none is named.")
  var functions = NonlinearFunction.allCases

  @Option(help: "The layers.")
  var depth = 50

  @Option(help: "The units of a layer.")
  var width = 512

  @Option(help: "How many inputs are sent.")
  var batch = 32

  @Option(help: "Where the random numbers come from.")
  var seed: UInt64 = 0

  func validate() throws {
    guard depth >= 0, width > 0, batch > 0 else {
      throw ValidationError("layers, units and inputs are counted from 1")
    }
  }

  func run() throws {
    let generator = Generator(seed: seed)
    let inputs = try Tensor(
      shape: [batch, width], .normal(), using: generator.stream(named: "inputs"))
    let gradients = try Tensor(
      shape: [batch, width], .normal(), using: generator.stream(named: "gradients"))
    print("function\tscheme\tlayer\tactivation\tgradient")
    for function in functions {
      for scheme in schemes {
        let expression = try scheme.replacing("GAIN", with: "\(function.gain)")
        let network = try DeepNetwork(
          depth: depth, width: width, function: function, Initializer(expression),
          using: Generator(seed: seed))
        let signals = try network.signals(of: inputs, gradients: gradients)
        for (layer, (activation, gradient)) in zip(signals.activations, signals.gradients)
          .enumerated()
        {
          print("\(function.rawValue)\t\(scheme)\t\(layer)\t\(activation)\t\(gradient)")
        }
      }
    }
  }
}
