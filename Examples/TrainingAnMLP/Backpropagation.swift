import Foundation
import Matrices
import TensorInit

/// A model's way forwards and backwards over one batch, and the memory for it.
struct Backpropagation {
  /// The loss's derivatives by the parameters: a model of the same shapes.
  let gradients: MLP
  private let model: MLP
  private let labels: Tensor
  /// What each layer is given, and what the last one gives, of shape (batch, width).
  private let activations: [Tensor]
  /// The loss's derivatives by the activations.
  private let deltas: [Tensor]

  init(_ model: MLP, over batch: Spirals) throws {
    let size = batch.labels.count
    self.model = model
    labels = batch.labels
    gradients = try MLP(widths: model.widths)
    deltas = try model.widths.map { try Tensor(zeros: [size, $0]) }
    activations =
      try [batch.points] + model.widths.dropFirst().map { try Tensor(zeros: [size, $0]) }
  }

  /// Computes the ``gradients``.
  ///
  /// - Returns: The loss: the mean of -log p, where p is what the model gives the right spiral.
  func run() throws -> Float {
    let last = model.layers.count
    for (index, layer) in model.layers.enumerated() {
      let output = activations[index + 1]
      try multiply(.plain(activations[index]), .transposed(layer.weight), into: output)
      if let bias = layer.bias { try add(bias, to: output) }
      if index + 1 < last { try applyRelu(to: output) }
    }
    let loss = try logisticLoss(of: activations[last], derivatives: deltas[last])
    for (index, layer) in model.layers.enumerated().reversed() {
      let (delta, gradient) = (deltas[index + 1], gradients.layers[index])
      try multiply(.transposed(delta), .plain(activations[index]), into: gradient.weight)
      if let bias = gradient.bias { try sumRows(of: delta, into: bias) }
      guard index > 0 else { break }
      try multiply(.plain(delta), .plain(layer.weight), into: deltas[index])
      try applyReluDerivative(at: activations[index], to: deltas[index])
    }
    return loss
  }

  private func add(_ bias: Tensor, to output: Tensor) throws {
    try output.withMutableSpan(of: Float.self) { output in
      try bias.withSpan(of: Float.self) { bias in
        for index in output.indices { output[index] += bias[index % bias.count] }
      }
    }
  }

  private func applyRelu(to output: Tensor) throws {
    try output.withMutableSpan(of: Float.self) { output in
      for index in output.indices { output[index] = max(0, output[index]) }
    }
  }

  private func applyReluDerivative(at activation: Tensor, to delta: Tensor) throws {
    try delta.withMutableSpan(of: Float.self) { delta in
      try activation.withSpan(of: Float.self) { activation in
        for index in delta.indices where activation[index] <= 0 { delta[index] = 0 }
      }
    }
  }

  private func sumRows(of delta: Tensor, into sums: Tensor) throws {
    try sums.withMutableSpan(of: Float.self) { sums in
      try delta.withSpan(of: Float.self) { delta in
        for column in sums.indices {
          sums[column] = 0
          for index in stride(from: column, to: delta.count, by: sums.count) {
            sums[column] += delta[index]
          }
        }
      }
    }
  }

  /// The mean of log(1 + exp(-label logit)), and its derivatives by the logits.
  private func logisticLoss(of logits: Tensor, derivatives: Tensor) throws -> Float {
    try derivatives.withMutableSpan(of: Float.self) { derivatives in
      var sum = 0.0
      for (index, (logit, label)) in try zip([Float](logits), [Float](labels)).enumerated() {
        let margin = label * logit
        sum += Double(max(0, -margin) + log1p(exp(-abs(margin))))
        derivatives[index] = -label / (1 + exp(margin)) / Float(derivatives.count)
      }
      return Float(sum / Double(derivatives.count))
    }
  }
}
