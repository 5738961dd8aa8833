import ArgumentParser
import Foundation
import TensorInit

/// A function of one number that stands between two layers.
enum NonlinearFunction: String, CaseIterable, ExpressibleByArgument {
  case linear, tanh, sigmoid, relu
  case leakyReLU = "leaky_relu"
  case selu, gelu, silu

  /// The factor of the weights' deviation that is recommended before it; 1 where none is.
  var gain: Double {
    get throws {
      switch self {
      case .linear: try Nonlinearity.linear.gain()
      case .tanh: try Nonlinearity.tanh.gain()
      case .sigmoid: try Nonlinearity.sigmoid.gain()
      case .relu: try Nonlinearity.relu.gain()
      case .leakyReLU: try Nonlinearity.leakyReLU.gain(slope: Double(Self.slope))
      case .selu: try Nonlinearity.selu.gain()
      case .gelu, .silu: 1
      }
    }
  }

  private static let slope: Float = 0.01
  private static let seluScale: Float = 1.0507009873554805
  private static let seluAlpha: Float = 1.6732632423543772

  func callAsFunction(_ x: Float) -> Float {
    switch self {
    case .linear: x
    case .tanh: Foundation.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .relu: max(0, x)
    case .leakyReLU: x > 0 ? x : Self.slope * x
    case .selu: Self.seluScale * (x > 0 ? x : Self.seluAlpha * expm1(x))
    case .gelu: x * Self.normalShare(below: x)
    case .silu: x / (1 + exp(-x))
    }
  }

  func derivative(at x: Float) -> Float {
    switch self {
    case .linear: return 1
    case .tanh:
      let y = Foundation.tanh(x)
      return 1 - y * y
    case .sigmoid:
      let y = 1 / (1 + exp(-x))
      return y * (1 - y)
    case .relu: return x > 0 ? 1 : 0
    case .leakyReLU: return x > 0 ? 1 : Self.slope
    case .selu: return Self.seluScale * (x > 0 ? 1 : Self.seluAlpha * exp(x))
    case .gelu:
      return Self.normalShare(below: x) + x * exp(-x * x / 2) / (2 * Float.pi).squareRoot()
    case .silu:
      let y = 1 / (1 + exp(-x))
      return y + x * y * (1 - y)
    }
  }

  /// The standard normal's distribution function.
  private static func normalShare(below x: Float) -> Float { erfc(-x / Float(2).squareRoot()) / 2 }
}
