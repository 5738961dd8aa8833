/// A module without tensors: what a model applies between its layers.
///
/// ```swift
/// let model = try Sequential(Linear(784, 128), Activation.gelu, Linear(128, 10))
/// ```
public struct Activation: Module, Sendable, Hashable {
  public let kind: String
  /// The numbers that it depends on, by name.
  public let options: [String: Double]

  private init(_ kind: String, _ options: [String: Double] = [:]) {
    self.kind = kind
    self.options = options
  }

  public static let relu = Activation("relu")
  public static let sigmoid = Activation("sigmoid")
  public static let tanh = Activation("tanh")
  public static let selu = Activation("selu")
  public static let gelu = Activation("gelu")
  public static let silu = Activation("silu")
  public static let softmax = Activation("softmax")
  public static let flatten = Activation("flatten")
  public static let identity = Activation("identity")

  public static func leakyReLU(slope: Double = 0.01) -> Activation {
    Activation("leakyrelu", ["slope": slope])
  }
  public static func elu(alpha: Double = 1) -> Activation { Activation("elu", ["alpha": alpha]) }
  public static func dropout(p: Double = 0.5) -> Activation { Activation("dropout", ["p": p]) }

  /// The activation of this name, with its usual options: `relu`, `leaky_relu`, `LeakyReLU`, ...
  ///
  /// - Throws: `unknownName` for another name.
  public init(named name: String) throws(TensorInitError) {
    self = try Names.find(name, among: Self.all, kind: "activation") { [$0.kind] }
  }

  private static let all = [
    relu, leakyReLU(), sigmoid, tanh, selu, gelu, silu, elu(), softmax, dropout(), flatten,
    identity,
  ]
}
