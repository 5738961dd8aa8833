import TensorInit

/// Gradient descent with momentum.
struct GradientDescent {
  private let parameters: TensorDictionary
  private let velocities: TensorDictionary
  private let rate: Float
  private let momentum: Float

  /// - Parameter rate: How far a step goes, as a multiple of the gradient.
  init(_ parameters: TensorDictionary, rate: Float, momentum: Float = 0.9) throws {
    self.parameters = parameters
    self.rate = rate
    self.momentum = momentum
    velocities = try parameters.mapValues { try Tensor(zeros: $0.shape) }
  }

  /// Moves every parameter against the gradient of its name.
  func step(_ gradients: TensorDictionary) throws {
    for (name, parameter) in parameters {
      guard let velocity = velocities[name], let gradient = gradients[name] else { continue }
      try parameter.withMutableSpan(of: Float.self) { parameter in
        try velocity.withMutableSpan(of: Float.self) { velocity in
          try gradient.withSpan(of: Float.self) { gradient in
            for index in parameter.indices {
              velocity[index] = momentum * velocity[index] - rate * gradient[index]
              parameter[index] += velocity[index]
            }
          }
        }
      }
    }
  }
}
