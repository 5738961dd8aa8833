import Foundation
import Matrices
import TensorInit

/// Layers of one width without biases, each followed by the same function.
struct DeepNetwork {
  let weights: [Tensor]
  let function: NonlinearFunction

  init(
    depth: Int, width: Int, function: NonlinearFunction, _ initializer: Initializer,
    using generator: Generator
  ) throws {
    weights = try (0..<depth).map { layer in
      try Tensor(
        shape: [width, width], initializer, using: generator.stream(named: "\(layer).weight"))
    }
    self.function = function
  }

  /// How large numbers are on their way through the network.
  struct Signals {
    /// The root mean square of the input, and of what each layer gives.
    var activations: [Double] = []
    /// Of the derivatives by them of what the last layer gives, in random directions.
    var gradients: [Double] = []
  }

  /// Sends a batch of shape (batch, width) forwards and then derivatives of its shape backwards.
  func signals(of inputs: Tensor, gradients outputGradients: Tensor) throws -> Signals {
    var signals = Signals(activations: [try inputs.rootMeanSquare], gradients: [])
    var sums: [Tensor] = []
    var activation = inputs
    for weight in weights {
      let sum = try Tensor(zeros: inputs.shape)
      try multiply(.plain(activation), .transposed(weight), into: sum)
      activation = try Tensor([Float](sum).map { function($0) }, shape: inputs.shape)
      sums.append(sum)
      signals.activations.append(try activation.rootMeanSquare)
    }
    var gradient = outputGradients
    signals.gradients.append(try gradient.rootMeanSquare)
    for (weight, sum) in zip(weights, sums).reversed() {
      let slopes = try zip([Float](gradient), [Float](sum)).map { $0 * function.derivative(at: $1) }
      gradient = try Tensor(zeros: inputs.shape)
      try multiply(.plain(Tensor(slopes, shape: inputs.shape)), .plain(weight), into: gradient)
      signals.gradients.append(try gradient.rootMeanSquare)
    }
    signals.gradients.reverse()
    return signals
  }
}

extension Tensor {
  fileprivate var rootMeanSquare: Double {
    get throws {
      let sum = try [Float](self).reduce(0.0) { $0 + Double($1) * Double($1) }
      return (sum / Double(count)).squareRoot()
    }
  }
}
